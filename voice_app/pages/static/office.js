/* The frame of the rooms: its menus close behind whoever leaves them, and whoever talks on the phone in this page goes to
   another room in another tab, because leaving the page would end the call. */
"use strict";

(() => {
  const menus = () => document.querySelectorAll("details.menu[open]");

  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
    const way = event.target.closest?.(".office-bar a");
    const talks = ["answering", "talking", "reconnecting"].includes(document.getElementById("browser-phone")?.dataset.call);
    if (way && talks) way.target = "_blank";
    else way?.removeAttribute("target");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of menus()) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    }
  });
})();
