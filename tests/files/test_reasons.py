"""What the system refuses is said in Chinese, whatever the system says itself."""

import errno
import os
import re

import pytest

from rectify.files.reasons import reason_of


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (errno.ENOSPC, "磁盘空间不足"),
        (errno.EDQUOT, "磁盘空间不足"),
        (errno.EACCES, "没有写入的权限"),
        (errno.EPERM, "没有写入的权限"),
        (errno.ENOENT, "所在的文件夹不存在"),
        (errno.ENOTDIR, "所在的文件夹不存在"),
        (errno.EROFS, "磁盘或文件系统是只读的"),
        (errno.EISDIR, "这是文件夹，不是文件"),
        (errno.ETXTBSY, f"系统错误，编号{errno.ETXTBSY}"),
    ],
)
def test_each_number_has_its_words(number: int, reason: str) -> None:
    assert reason_of(OSError(number, os.strerror(number), "/var/a.pdf")) == reason


def test_an_error_without_a_number() -> None:
    assert reason_of(OSError("no words of ours")) == "系统没有说明原因"


def test_no_number_lets_the_system_speak() -> None:
    told = "".join(reason_of(OSError(number, os.strerror(number))) for number in errno.errorcode)
    assert re.findall("[A-Za-z]+", told) == []
