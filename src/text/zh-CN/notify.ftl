# 邮件和短信。每类通知：-subject 标题，-lead 首段，-body 次段，-action 按钮，-sms 短信（连签名不超过 70 字）
notify-greeting = 您好：
notify-row = { $label }：{ $value }
notify-row-filing = 备案订单
notify-row-entity = 主办单位
notify-row-entity-number = 主体备案号
notify-row-website-number = 网站备案号
notify-row-service-number = 备案服务号
notify-link-hint = 如果按钮打不开，请把下面的网址复制到浏览器中打开：
notify-link-gone = 此处的链接或验证码只发送一次，不再显示。
notify-code-gone = ••••••
notify-footer = 此邮件由{ $provider }备案系统发送。回复邮件可联系备案服务台，电话 { $phone }。
notify-footer-safe = 我们不会通过邮件或电话索要您的密码和验证码，备案不收取任何费用。
notify-sms-news = 备案{ $ref }有新进展，请登录查看。

notify-filing-submitted-subject = 备案 { $ref } 已提交：请等待初审
notify-filing-submitted-lead = 我们已收到您的备案申请，正在等待初审。
notify-filing-submitted-body = 初审一般需要 1 至 2 个工作日。期间我们可能致电核实，请保持主体负责人和网站负责人的电话畅通。
notify-filing-submitted-action = 查看进度

notify-changes-requested-subject = 备案 { $ref } 待修改：请修改 { $count } 处后重新提交
notify-changes-requested-lead = 初审已完成，有 { $count } 处需要修改。
notify-changes-requested-body = 打开备案后，需要修改的地方旁边都有说明；其他内容无需改动。全部改好后请一次提交。
notify-changes-requested-action = 去修改
notify-changes-requested-sms = 备案{ $ref }有{ $count }处需要修改，请登录修改后重新提交。

notify-filing-rejected-subject = 备案 { $ref } 初审驳回：请查看原因
notify-filing-rejected-lead = 您的备案申请未通过初审。
notify-filing-rejected-body = 驳回原因和处理办法写在备案页面上。问题解决后，可以在原备案上修改并重新提交，已填写的内容都保留着。
notify-filing-rejected-action = 查看原因
notify-filing-rejected-sms = 备案{ $ref }初审未通过，请登录查看原因。

notify-filing-accepted-subject = 备案 { $ref } 初审通过：无需操作
notify-filing-accepted-lead = 您的备案申请已通过初审，将提交省通信管理局。
notify-filing-accepted-body = 一般在 3 个工作日内提交，提交后会再通知您。
notify-filing-accepted-action = 查看进度

notify-mail-needed-subject = 备案 { $ref } 待邮寄资料：请在 { $until } 前寄达
notify-mail-needed-lead = 初审已通过。所在省份要求邮寄纸质资料，请在 { $until } 前寄达。
notify-mail-needed-body = 需要寄送的资料和收件地址写在备案页面上。逾期未收到，备案会失效。
notify-mail-needed-action = 查看资料和地址
notify-mail-needed-sms = 备案{ $ref }初审通过，请在{ $until_short }前寄达纸质资料，详情请登录查看。

notify-sent-to-bureau-subject = 备案 { $ref } 已提交管局：无需操作
notify-sent-to-bureau-lead = 您的备案申请已提交省通信管理局。
notify-sent-to-bureau-body = 从现在起备案内容不能修改或撤回。有新的进展会通知您。
notify-sent-to-bureau-action = 查看进度

notify-sms-needed-subject = 备案 { $ref } 短信核验：请在 { $until } 前完成
notify-sms-needed-lead = 请负责人在 { $until } 前完成工信部的短信核验，逾期备案会被退回。
notify-sms-needed-body = 负责人的手机会收到以 12381 或 106 开头的号码发来的验证码，请到工信部网站 beian.miit.gov.cn 的短信核验页面输入。主体负责人与网站负责人手机号不同的，两人都要核验。
notify-sms-needed-action = 查看核验办法
notify-sms-needed-sms = 备案{ $ref }请负责人在{ $until_short }前到工信部备案网站完成短信核验。

notify-sms-reminder-subject = 备案 { $ref } 短信核验将于 { $until } 截止
notify-sms-reminder-lead = 我们还没有收到短信核验已完成的消息。核验将于 { $until } 截止，逾期备案会被退回。已经核验的，不用再操作。
notify-sms-reminder-body = 请提醒负责人到工信部网站 beian.miit.gov.cn 的短信核验页面输入验证码。没有收到验证码的，可以在该页面申请重新发送。
notify-sms-reminder-action = 查看核验办法
notify-sms-reminder-sms = 备案{ $ref }短信核验{ $until_short }截止，请提醒负责人尽快核验。

notify-code-reminder-subject = 备案 { $ref } 短信核验：已短信提醒负责人
notify-code-reminder-lead = 我们已给负责人的手机发短信，提醒其在 { $until } 前完成工信部的短信核验。
notify-code-reminder-action = 查看核验办法
notify-code-reminder-sms = 备案{ $ref }需您本人在{ $until_short }前到beian.miit.gov.cn完成短信核验。
notify-relay-link-subject = { $task ->
    [face] 备案 { $ref }：请您本人用手机做真实性核验
   *[paper] 备案 { $ref }：请您用手机拍照上传“{ $paper }”
}
notify-relay-link-lead = { $task ->
    [face] 有人正在办理网站备案，请您本人用手机做真实性核验。
   *[paper] 有人正在办理网站备案，请您用手机拍照上传“{ $paper }”。
}
notify-relay-link-body = 请用手机打开链接，看清是谁、为什么请您办，再按提示{ $task ->
    [face] 录像
   *[paper] 拍照
}，不用注册。链接 { $hours } 小时内有效，只能办这一项。不认识这份备案的，删除本信息即可。
notify-relay-link-action = 打开链接
notify-relay-link-sms = 备案{ $ref }{ $task ->
    [face] 请您本人用手机做真实性核验
   *[paper] 请您用手机拍照上传一份材料
}：{ $url }
notify-relay-link-told = 发给对方的链接：{ $paper }

notify-sms-lapsed-subject = 备案 { $ref } 短信核验未完成：请再次提交
notify-sms-lapsed-lead = 负责人没有在规定时间内完成短信核验，或者连续输错验证码，备案已退回。
notify-sms-lapsed-body = 内容无需修改。退回满 24 小时后，可以在备案页面再次提交，届时会重新收到验证码。
notify-sms-lapsed-action = 再次提交
notify-sms-lapsed-sms = 备案{ $ref }短信核验没有完成，已退回，请登录后再次提交。

notify-bureau-review-subject = 备案 { $ref } 管局审核中：无需操作
notify-bureau-review-lead = 短信核验已完成，省通信管理局正在审核您的备案。
notify-bureau-review-body = 审核一般不超过 20 个工作日。审核期间请保持负责人电话畅通。
notify-bureau-review-action = 查看进度

notify-bureau-refused-subject = 备案 { $ref } 管局驳回：请查看意见
notify-bureau-refused-lead = 省通信管理局没有通过您的备案申请。
notify-bureau-refused-body = 管局的意见原文写在备案页面上。修改后可以重新提交，我们会再次初审并报送。
notify-bureau-refused-action = 查看意见
notify-bureau-refused-sms = 备案{ $ref }未通过管局审核，请登录查看意见并修改。

notify-filing-approved-subject = 备案 { $ref } 已通过：请在网站上放置备案号
notify-filing-approved-lead = 恭喜，您的备案已通过省通信管理局审核。
notify-filing-approved-body = 请在网站首页底部放置备案号并链接到 beian.miit.gov.cn，并在网站开通后 30 日内办理公安联网备案。备案信息可能需要 1 至 2 个工作日才能在公开查询中看到。
notify-filing-approved-action = 查看后续步骤
notify-filing-approved-sms = 备案{ $ref }已通过，备案号{ $number }{ $count ->
    [1] {""}
   *[other] 等{ $count }个网站
 }，请登录查看后续步骤。

notify-filing-withdrawn-subject = 备案 { $ref } 已撤回：无需操作
notify-filing-withdrawn-lead = 这次备案已撤回，不会再处理。
notify-filing-withdrawn-body = 占用的服务器备案名额已释放。如果不是您本人或您的同事操作，请立即修改密码并联系备案服务台。
notify-filing-withdrawn-action = 查看备案

notify-filing-expiring-subject = 备案 { $ref } 即将失效：请在 { $on } 前继续办理
notify-filing-expiring-lead = 这次备案已有一段时间没有进展，{ $on } 后将失效。
notify-filing-expiring-body = { $awaits ->
    [paper] 请在期限前把纸质资料寄到。需要寄送的资料和收件地址写在备案页面上。
   *[answers] 已填写的内容都保留着。只要继续填写并保存，期限就会重新计算。
 }
notify-filing-expiring-action = 继续办理
notify-filing-expiring-sms = 备案 { $ref } 在 { $on_short } 后失效，请登录继续办理。

notify-filing-expired-subject = 备案 { $ref } 已失效：如需备案请重新开始
notify-filing-expired-lead = 这次备案长时间没有进展，已经失效。
notify-filing-expired-body = 占用的服务器备案名额已释放。需要备案时，可以随时重新开始。
notify-filing-expired-action = 重新开始
notify-filing-expired-sms = 备案 { $ref } 已失效。需要备案时请重新开始。

notify-filing-recalled-subject = 备案 { $ref } 退回初审：请等待
notify-filing-recalled-lead = 您的备案在提交管局之前需要再次核对，已退回初审。
notify-filing-recalled-body = 您暂时无需操作。如果需要修改，我们会再通知您。
notify-filing-recalled-action = 查看进度

notify-psb-reminder-subject = { $number } 公安联网备案：请在 { $deadline } 前办理
notify-psb-reminder-lead = 网站 { $number } 需要在 { $deadline } 前办理公安联网备案。
notify-psb-reminder-body = 请到 beian.mps.gov.cn 办理。办好后把公安备案号登记在备案的后续步骤页上，就不会再收到提醒。
notify-psb-reminder-action = 查看办法
notify-site-findings-subject = { $number }：每日检查发现问题，请处理
notify-site-findings-lead = 网站 { $number } 有 { $count } 项需要处理。
notify-site-findings-body = 每日检查会看域名、解析、首页备案号、服务器和证件。请在十个工作日内处理，以免备案被取消。
notify-site-findings-action = 查看问题
notify-site-findings-sms = { $number } 有 { $count } 项需要处理，请登录查看。
notify-psb-reminder-sms = { $number } 请在 { $deadline_short } 前办理公安联网备案。

notify-licence-reminder-subject = { $number } ICP 经营许可证：请填写许可证号
notify-licence-reminder-lead = 您说明过网站 { $number } 向用户收费，我们还没有收到它的 ICP 经营许可证号。
notify-licence-reminder-body = 请向所在省通信管理局申请许可证；取得后填写许可证号，就不再提醒。不再收费的，也请在页面上说明。
notify-licence-reminder-action = 填写许可证号
notify-licence-reminder-sms = { $number } 尚未填写 ICP 经营许可证号，请登录处理。

notify-server-ended-subject = 备案 { $ref } 的服务器已失效：请续费或更换
notify-server-ended-lead = 您的备案所用的服务器 { $instance } 已到期或已释放。
notify-server-ended-body = 管局审核结束前，服务器必须保持有效。请尽快续费；备案可修改时，也可更换服务器或备案服务号。备案专员已知悉；仍在初审的备案，处理好之前不能通过初审。
notify-server-ended-action = 查看服务器
notify-server-ended-sms = { $ref } 的服务器已失效，请登录处理。

notify-number-handed-subject = 您收到 { $count } 个备案服务号：请在备案中填写
notify-number-handed-lead = 有用户授权给您的账号 { $count } 个备案服务号，每个号码可在其服务器上备案一个网站。
notify-number-handed-body = 请在备案的“接入信息”页面填写。每个号码只能在您的账号使用一次。
notify-number-handed-action = 我的备案

notify-confirm-email-subject = 确认邮箱：请在 { $hours } 小时内打开链接
notify-confirm-email-lead = 请打开下面的链接，确认这个邮箱是您的。
notify-confirm-email-body = 链接 { $hours } 小时内有效。如果不是您本人操作，请忽略这封邮件。
notify-confirm-email-action = 确认邮箱

notify-email-changed-subject = 账号邮箱已更换：如非本人操作请立即撤回
notify-email-changed-lead = 您的备案账号已更换邮箱，以后的邮件会发到新邮箱。
notify-email-changed-body = 如果是您本人操作，无需处理。如果不是，请在 { $hours } 小时内打开下面的链接撤回，并立即修改密码。
notify-email-changed-action = 撤回更换

notify-mobile-code-subject = 手机验证码
notify-mobile-code-lead = 您的验证码是 { $code }。
notify-mobile-code-sms = 验证码{ $code }，{ $minutes }分钟内有效，请勿告诉任何人。

notify-mobile-changed-subject = 账号手机号已更换：如非本人操作请立即撤回
notify-mobile-changed-lead = 您的备案账号已更换手机号，以后的短信会发到新手机。
notify-mobile-changed-body = 如果是您本人操作，无需处理。如果不是，请在 { $hours } 小时内打开下面的链接撤回，并立即修改密码。
notify-mobile-changed-action = 撤回更换
notify-mobile-changed-sms = 您的备案账号已更换手机号。如非本人操作，请查看邮箱中的撤回链接。

notify-reset-password-subject = 重置密码：请在 { $minutes } 分钟内打开链接
notify-reset-password-lead = 我们收到了重置密码的请求，请打开下面的链接设置新密码。
notify-reset-password-body = 链接 { $minutes } 分钟内有效，只能使用一次。如果不是您本人操作，请忽略这封邮件，密码不会改变。
notify-reset-password-action = 设置新密码

notify-password-changed-subject = 密码已修改：如非本人操作请立即重置
notify-password-changed-lead = 您的备案账号密码刚刚修改过，其他设备上的登录都已退出。
notify-password-changed-body = 如果是您本人操作，无需处理。如果不是，请立即重置密码并联系备案服务台。
notify-password-changed-action = 重置密码

notify-new-device-subject = 新设备登录（{ $device }）：如非本人操作请立即修改密码
notify-new-device-lead = 您的账号刚刚在一台新设备上登录：{ $device }，{ $at }。
notify-new-device-body = 如果是您本人操作，无需处理。如果不是，请让该设备退出登录，立即修改密码，并联系备案服务台。
notify-new-device-action = 查看登录的设备

notify-alarms-moved-subject = 登录提醒不再发到这个邮箱：如非本人操作请立即告诉管理员
notify-alarms-moved-lead = 您在后台的登录提醒邮箱已更换或删除（{ $at }），以后的登录提醒不再发到这个邮箱。
notify-alarms-moved-body = 如果是您本人操作，无需处理。如果不是，说明有人知道您的密码：请让该设备退出登录，立即修改密码，并告诉管理员。
notify-alarms-moved-action = 查看登录的设备

notify-account-exists-subject = 您已有备案账号：请直接登录
notify-account-exists-lead = 有人用这个邮箱注册备案账号，但这个邮箱已经注册过。
notify-account-exists-body = 如果是您本人，请直接登录；忘记密码可以在登录页重置。如果不是，请忽略这封邮件，您的账号没有任何变化。
notify-account-exists-action = 去登录

notify-account-closed-subject = 您的备案账号已注销
notify-account-closed-lead = 按您的要求，备案账号已注销。
notify-account-closed-body = 您的资料已删除；法律要求保存的备案资料和审核结论到期后自动删除。如果不是您本人操作，请立即联系备案服务台。
notify-account-closed-action = 返回备案首页

# Why a message was not handed over, on the delivery page.
notify-answer-no-address = 没有可用的地址或号码
notify-answer-no-gateway = 未设置短信通道
notify-answer-too-late = 已过时限，不再发送
notify-operation-done-subject = { $ref } 已办结：{ $operation ->
    [change-entity] 主体已变更
    [change-website] 网站已变更
    [change-filing] 备案已变更
    [change-access] 接入信息已变更
    [cancel-entity] 主体已注销
    [cancel-website] 网站已注销
    [cancel-access] 已取消接入
    [claim] 备案已认领
    [migrate] 网站已迁移
   *[transfer] 备案已转移
}
notify-operation-done-lead = { $operation ->
    [change-entity] 主体信息的变更已通过，备案记录已更新。
    [change-website] 网站信息的变更已通过，备案记录已更新。
    [change-filing] 主体和网站信息的变更已通过，备案记录已更新。
    [change-access] 接入信息的变更已通过，现在可以切换解析。
    [cancel-entity] 主体和全部网站的备案已注销，域名不能再解析到内地服务器。
    [cancel-website] 网站备案已注销，域名不能再解析到内地服务器。
    [cancel-access] 本平台的接入已取消，网站备案号保留。请尽快在新接入商处办理接入备案。
    [claim] 备案已归入您的账号，可以继续办理变更和新增网站。
    [migrate] 网站已迁到另一主体，原网站备案号作废。
   *[transfer] 备案已转到接收账号，本账号不能再办理这个备案。
}
notify-operation-done-action = 查看备案
notify-operation-done-sms = 备案{ $ref }已办结，详情请登录查看。
notify-lookup-answered-subject = 备案情况已核查，可以继续办理
notify-lookup-answered-lead = 备案专员已核查您的主体和域名的备案情况。请登录查看结果并继续办理，所填内容不用重填。
notify-lookup-answered-action = 继续办理
notify-lookup-answered-sms = 备案情况已核查，请登录继续办理。
notify-record-received-subject = { $what ->
    [website] 网站已迁入您的主体
   *[record] 备案已转入您的账号
}
notify-record-received-lead = { $what ->
    [website] 网站已迁入您的主体，并有了新的备案号。请登录查看，并在网站底部换上新的备案号。
   *[record] 备案已转入您的账号，可以继续办理变更和新增网站。
}
notify-record-received-action = 查看我的备案
notify-record-received-sms = 有备案转入您的账号，详情请登录查看。
notify-cancelled-by-bureau-subject = { $what ->
    [entity] 通信管理局已注销您的备案
    [website] 通信管理局已注销您的一个网站
   *[access] 通信管理局已取消您一个网站的接入
}
notify-cancelled-by-bureau-lead = { $what ->
    [entity] { $number } 及其全部网站已被注销，域名不能再解析到中国内地的服务器。原因请向通信管理局了解；要继续使用，请重新备案。
    [website] { $number } 已被注销，域名不能再解析到中国内地的服务器。原因请向通信管理局了解；要继续使用，请重新备案。
   *[access] 通信管理局已取消 { $number } 在本平台的接入。要继续使用，请重新办理接入备案。
}
notify-cancelled-by-bureau-action = 查看我的备案
notify-cancelled-by-bureau-sms = 您的备案已被通信管理局注销或取消接入，请登录查看。
notify-head-subject = 审计链头 { $seq }
notify-head-text = 这是审计记录链的最新一条：序号、哈希值、时间。请保存，可用来发现数据库里的审计记录被改动、删除或截断。
