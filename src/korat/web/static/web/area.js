// Two short lists out of one long one: first the district, then what lies in it. Without a script the one list serves.

function districts(long, groups) {
  const first = document.createElement("select");
  first.id = `${long.id}_first`;
  first.setAttribute("aria-label", long.dataset.first);
  first.append(new Option(long.options[0].text, ""), ...groups.map((group) => new Option(group.label)));
  return first;
}

for (const long of document.querySelectorAll("select[data-first]")) {
  const [nothing, groups] = [long.options[0], Array.from(long.querySelectorAll("optgroup"))];
  if (!groups.length) continue;
  const first = districts(long, groups);
  const narrow = (chosen) => {
    const group = groups.find(({ label }) => label === first.value);
    long.replaceChildren(...(group ? group.parts : [nothing]));
    long.value = chosen ?? long.options[0].value;
    long.hidden = !group;
  };
  for (const group of groups) group.parts = Array.from(group.children);
  const known = groups.find((group) => group.parts.some(({ value }) => value && value === long.value));
  const kept = known ? long.value : undefined;
  if (known) first.value = known.label;
  document.querySelector(`label[for="${long.id}"]`)?.setAttribute("for", first.id);
  long.setAttribute("aria-label", long.dataset.second);
  long.before(first);
  narrow(kept);
  first.addEventListener("change", () => narrow());
}
