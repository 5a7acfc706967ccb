### 域名的外部事实：查到了什么，何时何处

facts-evidence = { $at } 查自 { $from }
facts-evidence-saw = { $at } 在 { $from } 看到“{ $text }”
facts-evidence-own = { $at } 取自本平台的域名登记

facts-import-columns = 缺少这些列：{ $columns }
facts-import-file = 文件无法读取：{ $why }
facts-import-empty = 不能为空。
facts-import-name = 最多 { $max } 个字，不能含控制字符。
facts-import-kind = 没有这种证件类型：“{ $value }”。
facts-import-days-order = 到期日早于注册日。
facts-import-day-ahead = 日期不能晚于今天。
facts-import-none = 文件中没有域名，导入会删除全部记录。
facts-import-part = 现有 { $before } 个域名，文件中缺少其中 { $gone } 个，导入会删除这些记录。文件确实完整的，请加 --all 再导入。
facts-import-twice = 与第 { $line } 行重复。

facts-unregistered = 域名 { $domain } 尚未注册。
facts-unregistered-way = 请核对域名，或先注册并完成实名认证，再回到网站信息页保存一次，系统会重新查询。
facts-registrar-overseas = 域名 { $domain } 的注册商 { $registrar } 在境外，未经工信部批复。
facts-registrar-unknown = 域名 { $domain } 的注册商 { $registrar } 不在我们的名单中，审核人员会核对。
facts-registrar-way = 未经工信部批复的注册商，须先把域名转入境内注册商并重新实名认证。
facts-expired = 域名 { $domain } 已于 { $day } 到期。
facts-expires-soon = 域名 { $domain } 于 { $day } 到期，当地要求剩余有效期不少于 { $days } 天。
facts-renew-way = 请在注册商处续费，然后回到网站信息页保存一次，系统会重新查询。
facts-unverified = 域名 { $domain } 尚未完成实名认证。
facts-on-hold = 域名 { $domain } 被注册局或注册商暂停，通常是没有完成实名认证。
facts-verify-way = 请在注册商处完成域名实名认证，三天后再提交。
facts-too-early = 域名 { $domain } 的实名认证信息尚未入库，最早 { $day } 可以提交。
facts-too-early-way = 实名认证或过户后须等三天，工信部才能查到。请先填写其他内容。
facts-holder = 域名 { $domain } 的持有者“{ $holder }”与主办单位不一致。
facts-holder-wider = 域名 { $domain } 的持有者“{ $holder }”与主办单位不一致，当地接受部分例外，须上传证明。
facts-holder-certificate = 域名 { $domain } 的持有者“{ $holder }”与主办单位同名，但登记的证件不同。
facts-holder-way = 请把域名过户到主办单位名下并重新实名认证；当地允许法定代表人等持有的，请上传证明。
facts-closed = 域名 { $domain } 上已备案的网站打不开。
facts-closed-way = 接入备案期间网站应保持开通，请恢复访问。
facts-open = 域名 { $domain } 现在可以打开网站（{ $url }）。
facts-open-way = 取得备案号之前网站不能开通，请关闭网站或暂停解析。
facts-private = 域名 { $domain } 设置了隐私保护，看不到持有者。
facts-private-way = 请在注册商处关闭隐私保护，备案通过后可以再开启。
facts-number-shown = 域名 { $domain } 的网站页脚显示备案号 { $number }。
facts-number-shown-way = 如果域名已经备案，请不要按首次备案提交；如果是别人的备案号，请先从网站上去掉。
facts-unchecked = 未能自动核对：{ $domain } 的{ $what ->
    [all] 注册信息、解析和首页
    [site] 解析和首页
    [registration] 注册商、有效期和持有者
    [holder] 持有者
    [expiry] 有效期
    [dns] 解析
   *[page] 首页
}（{ facts-why }）。
facts-why = { $why ->
    [not_yet] 正在查询，请稍后刷新
    [off] 本系统未开启域名查询
    [no_server] 没有可用的查询服务器
    [timed_out] 查询超时
    [not_public] 域名指向非公网地址
    [refused] 查询服务器暂时拒绝回答
    [too_long] 返回的内容过长
    [unreadable] 返回的内容无法识别
    [not_told] 查询结果中没有这一项
   *[unreachable] 无法连接
}

facts-seen-summary = 系统从外部查到的域名信息
facts-seen-title = { $domain } 的外部查询结果
facts-registrar = 注册商
facts-held-by = 持有者
facts-registered-on = 注册日期
facts-expires-on = 到期日期
facts-verified-on = 实名认证
facts-not-verified = 未完成
facts-name-servers = 域名服务器
facts-addresses = 解析地址
facts-none = 无
facts-home-page = 首页
facts-leads-nowhere = 没有解析，打不开
facts-leaves-to = 跳转到 { $host }
facts-status = 状态 { $status }
facts-number-linked = 页脚显示 { $number }，已链接工信部系统
facts-number-unlinked = 页脚显示 { $number }，未链接工信部系统
facts-language = 语种 { $language }
facts-not-checked = 未能自动核对：{ facts-why }
