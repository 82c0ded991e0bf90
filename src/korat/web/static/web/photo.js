// A small preview, and an early word about a photo that is too large. The server looks at every file again.

const MEGABYTE = 1024 * 1024;
const WIDTH = 640;

async function preview(canvas, file) {
  const picture = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: "medium" });
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d").drawImage(picture, 0, 0);
  picture.close();
}

for (const box of document.querySelectorAll("[data-photo]")) {
  const [canvas, warning] = [box.querySelector("canvas"), box.querySelector("[role=status]")];
  box.querySelector("input[type=file]").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    const heavy = file && file.size > box.dataset.limit * MEGABYTE;
    warning.hidden = !heavy;
    warning.textContent = heavy ? box.dataset.heavy : "";
    canvas.hidden = !file || heavy || !file.type.startsWith("image/");
    if (!canvas.hidden) await preview(canvas, file).catch(() => { canvas.hidden = true; });
  });
}
