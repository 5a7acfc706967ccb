# What can be done with a record, and the receiving side of a transfer.

record-changes-title = 变更备案
record-cancel-title = 注销与取消接入
record-below = 请选择要办理的事项，开始之前会说明后果。
record-of-entity = 主体 { $number }
record-entity = 主办单位
record-entity-number = 主体备案号
record-website = 网站
record-websites = 网站
record-domains = 域名
record-no-website = 名下没有网站
record-not-title = 不能这样办理的
record-not-new-website = 变更与新增网站、新增接入不能同时办理。新域名请在变更完成后另行新增网站。
record-not-certificate = 主体所在省份和证件号码不能变更。证件号码有变的，请先注销主体，再办理首次备案。
record-not-individual = 个人不能变更为单位，单位也不能变更为个人。
record-last-website = 这是名下最后一个网站，请办理注销主体。
record-consequences = 办理后的影响
record-what-follows = 接下来
record-needs = 需要准备
record-who = 谁接收短信核验
record-time = 需要多久
record-understood = 我已阅读并了解以上影响
record-begin = 开始办理
record-sms-nobody = 不需要短信核验
record-sms-entity-person = 主体负责人（备案记录中的手机）
record-sms-website-person = 网站负责人（备案记录中的手机）
record-sms-both = 主体负责人和网站负责人
record-time-bureau = 初审 { $desk } 个工作日内，管局审核不超过 { $days } 个工作日
record-time-notice = 初审 { $desk } 个工作日内，报管局后即生效
record-time-desk = { $desk } 个工作日内，不需要管局审核
record-change-entity-text = 单位名称、地址、证件有效期或主体负责人有变。
record-change-entity-consequences =
    备案号不变，网站照常开放。
    省份、证件号码和域名不能在这里变更。
    单位名称有变的，域名要以新名称重新实名认证。
record-change-entity-needs = 变更后的证件；名称有变的，另加登记机关的变更证明；更换负责人的，另加新负责人证件。
record-change-website-text = 网站名称、内容、负责人有变，或减少域名。
record-change-website-consequences =
    网站备案号不变，网站照常开放。
    不能增加或更换域名；新域名请新增网站。
    减少的域名在通过后不再备案。
record-change-website-needs = 更换负责人的，需要新负责人证件。
record-change-filing-text = 主体和网站信息同时有变。
record-change-filing-consequences =
    备案号不变，网站照常开放。
    省份、证件号码不能变更，不能增加或更换域名。
    主体负责人和网站负责人都要短信核验。
record-change-filing-needs = 变更后的证件、新负责人证件，名称有变的另加变更证明。
record-change-access-text = 更换服务器或 IP 地址。
record-change-access-consequences =
    备案号不变。
    新服务器占用一个备案名额，原服务器的名额不退还。
    请在通过后再切换解析。
record-change-access-needs = 可用的服务器。
record-cancel-website-text = 网站不再开办。
record-cancel-website-consequences =
    网站备案号作废，不能恢复；再开办须重新备案。
    域名通过后不能再解析到内地服务器。
    服务器已占用的备案名额不退还。
    公安联网备案须另行注销。
record-cancel-website-needs = 手机已停用的，需要加盖公章的说明。
record-cancel-access-text = 网站不再由本平台接入，备案保留。
record-cancel-access-consequences =
    网站备案号保留，但不再由本平台接入。
    没有其他接入商的，会成为空壳网站，管局可能注销其备案。
    服务器已占用的备案名额不退还。
record-cancel-access-needs = 不需要材料，也不需要短信核验。
record-cancel-entity-text = 主体和全部网站一并注销。
record-cancel-entity-consequences =
    主体备案号和全部网站备案号作废，不能恢复。
    全部域名不能再解析到内地服务器。
    服务器已占用的备案名额不退还。
    通过后，本账号可以为其他主体备案。
record-cancel-entity-needs = 手机已停用的，需要加盖公章的说明。
record-transfer-text = 备案转到另一个账号。
record-transfer-consequences =
    备案号不变，网站照常开放。
    转移后，本账号不能再查看和办理这个备案。
    接收账号不能已有备案主体，双方都不能有办理中的备案。
record-transfer-needs = 接收账号生成的接收码。
record-link-websites = 网站、公安联网备案和许可证
record-link-changes = 变更备案
record-link-cancel = 注销或取消接入
record-link-transfer = 转移到其他账号
record-links = 办理
record-receive-title = 接收备案
record-receive-below = 把另一个账号的备案转到这个账号。
record-receive-text = 生成接收码，交给原账号的持有人。他在“转移备案”中填写后，备案即转到您的账号。接收码 { $days } 天内有效，重新生成后旧码作废。
record-receive-make = 生成接收码
record-receive-code = 您的接收码
record-receive-code-text = 只显示这一次，{ $days } 天内有效。请只交给要把备案转给您的人。
record-transfer-title = 转移备案与网站迁移
record-before = 办理条件
record-before-none-open = 该主体没有其他办理中的备案。
record-sections = 填写内容
record-papers = 材料
record-paper-if = { $name }（符合条件时）
record-website-person = 网站负责人
record-change-entity-before =
    主体在本账号名下备案。
    省份和证件号码没有变。
record-change-website-before =
    网站由本平台接入，备案在本账号名下。
    不增加、不更换域名。
record-change-filing-before =
    主体和网站都在本账号名下备案。
    省份、证件号码没有变，不增加、不更换域名。
record-change-access-before = 网站由本平台接入。
record-cancel-website-before =
    网站在本账号名下备案。
    名下还有其他网站；最后一个网站请办理注销主体。
record-cancel-access-before = 网站由本平台接入。
record-cancel-entity-before = 主体在本账号名下备案。
record-transfer-before =
    两个账号都没有办理中的备案。
    接收账号名下没有备案主体，并已生成接收码。
record-migrate-before =
    域名所有者已经是接收主体。
    两个主体在同一省份，接收主体是单位，并在自己的账号名下备案。
    两个主体都没有办理中的备案，接收账号已生成接收码。
record-migrate-text = 网站迁到另一家单位名下，不停止访问。
record-migrate-consequences =
    网站转到接收主体名下，得到新的网站备案号；原网站备案号作废。
    迁移后，本账号不能再查看和办理这个网站。
    原主体名下没有其他网站的，会成为空壳主体，请随后注销。
    接收方须在网站底部换上新的备案号，并办理公安备案变更。
record-migrate-needs = 接收账号生成的接收码；网站负责人在 24 小时内完成短信核验。
record-migrate-not-here = 当地不支持网站迁移，请先由原主体注销网站，再由新主体新增网站。
record-claim-text = 把本平台已有、但不在任何账号名下的备案归入您的账号。
record-claim-before = 备案在本平台，且不在任何账号名下。
record-claim-consequences =
    备案号不变，网站照常开放。
    认领通过后，备案归入本账号，可以办理变更、注销和新增网站。
    证件与备案记录不符的，不能认领。
record-claim-needs = 备案号、主体证件、主体负责人证件。
