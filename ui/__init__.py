"""The doors: command line, browser, HTTP. They translate, and decide nothing."""
