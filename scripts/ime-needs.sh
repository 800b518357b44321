#!/bin/sh
# Installs the Debian packages `make ime` needs, each only where it is missing: a screen without a monitor with a window
# manager, an X11 keyboard, the input method Fcitx 5 with its pinyin, and the browser with Chinese fonts.
set -eu
cd "$(dirname "$0")/.."

missing=
need() {
    command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need Xvfb xvfb
need openbox openbox
need xdotool xdotool
need dbus-daemon dbus
need fcitx5 fcitx5
need chromium chromium
if ! ls /usr/lib/*/fcitx5/libpinyin.so >/dev/null 2>&1; then
    missing="$missing fcitx5-chinese-addons"
fi
if ! ls /usr/lib/*/gtk-3.0/3.0.0/immodules/im-fcitx5.so >/dev/null 2>&1; then
    missing="$missing fcitx5-frontend-gtk3"
fi
if ! ls /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc >/dev/null 2>&1; then
    missing="$missing fonts-noto-cjk"
fi
if [ -n "$missing" ]; then
    # shellcheck disable=SC2086 -- one argument a package is meant
    sh scripts/debian.sh $missing
fi
