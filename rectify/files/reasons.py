"""Why the system refused a file or folder, in Chinese: what it says itself is English, or another language on another machine."""

import errno

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_REASONS = {
    **dict.fromkeys(FULL, "磁盘空间不足"),
    **dict.fromkeys((errno.EACCES, errno.EPERM), "没有写入的权限"),
    **dict.fromkeys((errno.ENOENT, errno.ENOTDIR), "所在的文件夹不存在"),
    errno.EROFS: "磁盘或文件系统是只读的",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EFBIG: "文件超过系统允许的大小",
    errno.EIO: "磁盘读写出错",
    errno.EMFILE: "同时打开的文件过多",
    errno.ENFILE: "同时打开的文件过多",
}


def reason_of(error: OSError) -> str:
    """Return why, as a phrase without a full stop; what has no words of ours by its number, which can be looked up."""
    unknown = "系统没有说明原因" if error.errno is None else f"系统错误，编号{error.errno}"
    return _REASONS.get(error.errno or 0, unknown)
