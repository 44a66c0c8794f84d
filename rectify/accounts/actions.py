"""What was done to accounts, in words: the change log's action codes of people, departments, accounts, posts, sign-ins."""

ACTIONS: dict[str, str] = {
    "department.create": "新增部门",
    "department.edit": "修改部门",
    "department.retire": "停用部门",
    "department.restore": "恢复使用部门",
    "person.create": "人员入册",
    "person.edit": "修改人员信息",
    "person.off_roll": "人员出册",
    "person.on_roll": "人员恢复在册",
    "user.create": "开通账号",
    "user.edit": "修改账号",
    "user.deactivate": "停用账号",
    "user.reactivate": "恢复账号",
    "user.set_password": "重设密码",
    "user.change_password": "修改本人密码",
    "session.sign_in": "登录",
    "session.sign_out": "退出",
    "session.lock": "登录多次失败，暂停登录",
    "membership.grant": "授予任职",
    "membership.end": "结束任职",
}
