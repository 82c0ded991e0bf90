// The board in the hall asks every few seconds; while nothing was called the server answers 304 and nothing moves.
const board = document.querySelector("[data-board]");
const PAUSE = 4000;

async function ask() {
  try {
    const answer = await fetch(board.dataset.board, { cache: "no-cache", credentials: "omit" });
    if (answer.ok) {
      const said = await answer.text();
      // The same words again would be read out again.
      if (said !== board.dataset.said) board.innerHTML = said;
      board.dataset.said = said;
    }
  } catch {
    // The line is down: the last numbers stay, the next turn asks again.
  }
  setTimeout(ask, PAUSE);
}

if (board) setTimeout(ask, PAUSE);
