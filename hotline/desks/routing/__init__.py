"""How well dispatch works, the precedents (先例) it follows, and its reasons as their readers see them."""
