"""What goes into the frozen folder is chosen, not found."""

import pytest

import freeze


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\plugins\\platforms\\qdirect2d.dll", False),
        ("PySide6\\plugins\\tls\\qschannelbackend.dll", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6\\Qt6Core.dll", True),
        ("PySide6\\translations\\qtbase_en.qm", True),
        ("PySide6\\translations\\qtbase_de.qm", False),
        ("PySide6/QtTest.abi3.so", True),
        ("PySide6/QtOpenGL.abi3.so", True),
        ("libQt6Network.so.6", False),
        ("libgtk-3.so.0", False),
        ("rrp_desktop/store/migrations/env.py", True),
    ],
)
def test_of_qt_only_what_we_use_is_kept(name: str, kept: bool) -> None:
    assert freeze.belongs(name) is kept


def test_what_pyqtgraph_loads_by_name_is_named_and_not_shut_out() -> None:
    assert set(freeze.HIDDEN_QT) == {"PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"}
    assert not {*freeze.HIDDEN, *freeze.HIDDEN_QT, "PySide6.QtTest"} & set(freeze.EXCLUDED)


def test_a_window_system_without_its_libraries_fails_the_build() -> None:
    lacking = (
        "WARNING: Library not found: could not resolve 'libxcb-cursor.so.0', dependency of '/a/libqxcb.so'."
    )
    unused = "WARNING: Library not found: could not resolve 'libcups.so.2', dependency of '/a/libqgtk3.so'."
    assert freeze.unresolved(f"{lacking}\n{unused}\n") == [lacking]
