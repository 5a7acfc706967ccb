# 单项填写错误
value-too-short = 至少需要 { $min } 个字。
value-too-long = 最多 { $max } 个字，已超出 { $over } 个。
value-text-empty = 请填写此项。
value-invisible = 内容中含有看不见的字符（{ $code }），请删去后重新输入；粘贴的文字请改为手工录入。
value-gbk = “{ $characters }”无法传送至管理局系统，请改用常用字或符号。
value-gbk-instead = “{ $characters }”无法传送至管理局系统，其中“{ $first }”可改写为“{ $instead }”。

value-day-empty = 请填写日期。
value-day = 日期格式不正确，请按 2019-03-11 的格式填写。

value-person-name-empty = 请填写真实姓名。
value-person-name-character = 姓名中不能含有“{ $character }”。请照证件填写，只用汉字、间隔号“·”或拉丁字母。
value-person-name-parts = 姓名中的间隔号或连字符位置不正确，请核对。
value-org-name-empty = 请填写与证件一致的名称。
value-org-name-letters = 名称不能只有数字和符号，请填写与证件一致的名称。
value-site-name-empty = 请填写网站名称。
value-address-empty = 请填写地址。

value-cert-empty = 请填写证件号码。
value-cert-length = 证件号码位数不正确。
value-cert-character = 证件号码含有不允许的字符。
value-cert-check = 证件号码校验不通过，请核对。
value-cert-kind = 证件号码与所选证件类型不符。
value-id-date = 身份证号码中的出生日期无效。
value-id-region = 身份证号码中的行政区划代码无效。
value-id-first-generation = 15 位的第一代身份证已停用，请填写第二代身份证的 18 位号码。
value-credit-code-letter = 统一社会信用代码不使用字母 { $letter }，请核对是否与相近的数字混淆。

value-mobile-empty = 请填写手机号码。
value-mobile = 手机号码格式不正确，应为 11 位数字，例如 13800000000。
value-phone-empty = 请填写联系电话。
value-phone = 电话号码格式不正确，请填写手机号码，或带区号的固定电话，例如 010-12345678。
value-phone-abroad = 请填写中国内地的电话号码。
value-email-empty = 请填写电子邮箱。
value-email = 邮箱格式不正确，例如 name@example.com。
value-email-ascii = 邮箱“@”之前只能使用字母、数字和常用符号。

value-domain-empty = 请填写域名。
value-domain = 请输入正确的主域名，例如 example.com。域名由字母、数字、连字符或汉字组成。
value-domain-sub = 请填写主域名 { $domain }，不带 www 或其他前缀；子域名无需另行备案。
value-domain-ip = 这里请填写域名，不能填写 IP 地址。
value-domain-mail = 这里请填写域名，不是邮箱地址。
value-domain-port = 域名中不能含有端口号或冒号。
value-domain-suffix-missing = 域名缺少后缀，例如 .cn 或 .com。
value-domain-suffix-unknown = 没有“.{ $suffix }”这个域名后缀，请核对。
value-domain-is-suffix = “{ $suffix }”是公共后缀，请填写您注册的完整域名。
value-domain-look-alike = 域名“{ $label }”中的“{ $character }”形似拉丁字母，或与其余字符不属同一种文字。请切换到英文或中文输入法重新输入。
value-home-url-empty = 请填写网站首页网址。
value-home-url-scheme = 首页网址只能以 http:// 或 https:// 开头。
value-home-url-path = 首页网址请只填写到域名为止，例如 www.example.com。
value-home-url-sub = 首页网址应为 { $domain } 或 www.{ $domain }。
value-home-url-elsewhere = 首页网址须属于已填写的域名。

value-ip-empty = 请填写 IP 地址。
value-ip = IP 地址格式不正确。
value-ip-order = 起始 IP 地址不能大于结束 IP 地址。
value-ip-versions = 起始与结束 IP 地址须同为 IPv4 或同为 IPv6。
value-ip-private = 请填写公网 IP 地址，内网和保留地址不能用于备案。

value-number-empty = 请填写号码。
value-entity-number = 主体备案号格式不正确，例如 京ICP备12345678号。
value-website-number = 网站备案号格式不正确，例如 京ICP备12345678号-1。
value-licence-number = ICP 经营许可证号格式不正确，例如 京ICP证030173号 或 粤B2-20090059。
value-psb-number = 公安联网备案号格式不正确，例如 京公网安备11010102000001号。
value-psb-number-province = 公安联网备案号的省份简称与其数字不符，请核对。
value-number-province = 备案号与备案省份不符，应以“{ $letter }”开头。
value-filing-ref = 备案订单号格式不正确，例如 BA-7K3M9QXT。

value-password-empty = 请填写密码。
value-password-short = 密码至少 { $min } 个字符。可以用几个不相干的词连成一句。
value-password-long = 密码最多 { $max } 个字符。
value-password-common = 这个密码太常见，容易被猜中，请换一个。
value-password-own = 密码中不能含有您的姓名、邮箱或手机号码。
value-password-pattern = 这个密码只是重复或顺序排列的字符，容易被猜中，请换一个。
