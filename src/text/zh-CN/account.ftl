# 用户账号
account-title = 账号
account-details = 联系方式与登录
account-email = 邮箱
account-email-hint = 用来登录和接收通知，我们会发一封确认邮件
account-mobile = 手机号
account-mobile-hint = 中国大陆手机号，用来接收验证码和办理提醒
account-password = 密码
account-password-hint = 至少 12 个字。建议用几个不相干的词连成一句，不必混用大小写和符号
account-password-current = 当前密码
account-password-new = 新密码
account-have-one = 已有账号？
account-have-none = 还没有账号？

# 注册
account-register-title = 注册账号
account-register-below = 一个账号为一个主办单位办理备案。注册约需 2 分钟。
account-register-submit = 注册
account-register-again = 重新注册
account-terms-before = 请先阅读
account-terms-agree = 我已阅读并同意《服务条款与个人信息说明》
account-terms-required = 请先阅读并勾选同意服务条款
account-look-title = 请查收邮件
account-look-register = 我们已向下面的邮箱发送邮件。请打开邮件里的链接，确认邮箱后即可登录。
account-look-forgot = 如果下面的邮箱注册过账号，您会收到一封邮件，里面有设置新密码的链接。
account-look-email = 我们已向新邮箱发送邮件。请打开邮件里的链接完成更换；在那之前仍使用原来的邮箱。
account-look-missing = 几分钟后还没收到？请看看垃圾邮件，或检查邮箱是否写对。
account-look-again = 重新填写
account-verify-email-title = 确认邮箱
account-verify-email-text = 点一下按钮，确认这个邮箱归您使用。如果不是您本人的操作，请直接关闭本页。
account-verify-email-button = 确认邮箱
account-email-confirmed = 邮箱已确认。
account-link-dead-title = 链接已失效
account-link-dead-text = 这个链接已经用过、被新的链接代替，或者过了有效期。如果邮箱已经确认过，直接登录即可。

# 登录
account-sign-in-title = 登录
account-sign-in-wrong = 邮箱或密码不对，或者邮箱还没有确认。请检查后再试
account-sign-in-wait = 试错次数过多，请等约 { $minutes } 分钟。忘记密码可以通过邮件设置新密码，不用等
account-signed-out = 您已退出登录。

# 手机验证
account-verify-mobile-title = 验证手机号
account-verify-mobile-below = 提交备案前需要完成验证，以便审核有疑问时能联系到您。
account-verify-mobile-sent = 验证码已发送到 { $mobile }，10 分钟内有效。
account-verify-mobile-submit = 验证
account-verify-mobile-other = 换一个手机号
account-verify-mobile-later = 以后再验证
account-code = 短信验证码
account-code-hint = 6 位数字
account-code-resend = 重新发送
account-code-sent = 验证码已重新发送。
account-code-wait = 验证码刚刚发送过，请等一分钟再试。
account-code-form = 请输入短信里的 6 位数字
account-code-wrong = 验证码不对，请核对后再输入
account-code-dead = 这个验证码已失效，请重新获取
account-mobile-confirmed = 手机号已验证。
account-needs-mobile-title = 手机号还没有验证
account-needs-mobile-text = 提交备案前请先完成验证。
account-needs-mobile-link = 现在验证
account-confirm-first = 请先确认邮箱和手机号，再提交备案。

# 密码
account-forgot-title = 忘记密码
account-forgot-below = 填写注册时的邮箱，我们把设置新密码的链接发给您。
account-forgot-submit = 发送链接
account-reset-title = 设置新密码
account-reset-below = 设置后，其他设备上的登录都会退出。
account-reset-submit = 保存新密码
account-password-reset = 新密码已保存，请用新密码登录。
account-password-title = 修改密码
account-password-below = 修改后，其他设备上的登录都会退出，我们也会发邮件告诉您。
account-password-submit = 修改密码
account-password-changed = 密码已修改，其他设备已退出登录。
account-current-wrong = 当前密码不对

# 更换邮箱和手机号
account-email-title = 更换邮箱
account-email-below = 新邮箱确认之后才会生效。原邮箱会收到通知，72 小时内可以撤回。
account-email-now = 现在的邮箱：{ $email }
account-email-new = 新邮箱
account-email-submit = 发送确认邮件
account-email-refused = 发往这个邮箱的邮件被退回，请更换邮箱
account-email-same = 这就是现在的邮箱，请填写另一个
account-mobile-title = 更换手机号
account-mobile-below = 新手机号验证之后才会生效。原手机号会收到通知，72 小时内可以撤回。
account-mobile-now = 现在的手机号：{ $mobile }
account-mobile-new = 新手机号
account-mobile-submit = 发送验证码
account-mobile-refused = 发往这个号码的短信无法送达，请更换手机号
account-mobile-same = 这就是现在的手机号，请填写另一个
account-undo-title = 撤回更换
account-undo-email-text = 这会把登录邮箱恢复为原来的邮箱，退出所有设备，并请您设置新密码。
account-undo-mobile-text = 这会把手机号恢复为原来的号码，退出所有设备，并请您设置新密码。
account-undo-button = 撤回更换
account-undone = 已恢复原来的联系方式，所有设备都已退出。请设置新密码。

# 设备
account-sessions-title = 登录的设备
account-sessions-below = 如果有不认识的设备，请让它退出，并修改密码。
account-sessions-count = 现在有 { $count } 台设备登录着这个账号。
account-sessions-see = 查看或退出设备
account-sessions-all = 退出其他所有设备
account-session-ended = 该设备已退出登录。
account-sessions-ended = 其他设备都已退出登录。
account-display = 语言与显示
account-display-hint = 语言也用于发给您的邮件和短信。

# 通知方式
account-notices = 通知方式
account-notices-mail = 所有通知都发到邮箱，不能关闭。下面选择哪些通知同时发短信。
account-sms = 同时发短信
account-sms-always = 验证码、手机号更换提醒，以及需要您限期处理的通知（修改、邮寄资料、短信核验）始终发短信，不能关闭
account-sms-results = 结果
account-sms-results-hint = 备案成功、被驳回、被管局退回
account-sms-reminders = 到期提醒
account-sms-reminders-hint = 备案即将失效、公安联网备案到期
account-sms-progress = 办理进度
account-sms-progress-hint = 已提交、初审通过、已提交管局等每一步
account-sms-saved = 通知方式已保存。

# 条款
account-terms-title = 服务条款与个人信息说明
account-terms-version = 版本 { $version }
account-terms-service-title = 服务内容
account-terms-service = { $provider }通过本网站为您办理 ICP 备案：核对您填写的信息和材料，提交给通信管理局，并告知结果。办理备案不收取费用。是否批准由通信管理局决定。
account-terms-truth-title = 信息要真实
account-terms-truth = 请填写真实、完整的信息，并保证有权提供他人的信息。虚假备案会被注销，并可能承担法律责任。信息有变化时请及时办理变更。
account-terms-data-title = 我们如何使用个人信息
account-terms-data = 注册时收集的邮箱和手机号，用于登录、验证和通知办理进度。备案所需的信息和证件只用于办理备案和法律要求的留存，除通信管理局及法律要求外，不提供给他人。
account-terms-papers = 身份证件等敏感信息会在上传前另行征得同意，加密保存，只有办理您这一单的审核人员可以查看，每次查看都有记录。
account-terms-rights-title = 您的权利
account-terms-rights = 您可以随时查看、更正自己的信息，或要求注销账号。请拨打 { $phone } 或发送邮件到 { $email }。
