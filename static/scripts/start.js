// Runs before the page is painted: tells the styles that there is script.
document.documentElement.classList.add("js");
