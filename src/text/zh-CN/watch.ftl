### 每日检查已备案网站

watch-domain-free = 域名 { $domain } 已无人注册。
watch-domain-expired = 域名 { $domain } 已于 { $day } 到期。
watch-domain-expires = 域名 { $domain } 将于 { $day } 到期。
watch-domain-way = 请尽快续费；不再使用的，请变更备案去掉该域名，或注销网站。
watch-leads-nowhere = 域名 { $domain } 没有解析。
watch-leads-nowhere-way = 请把域名解析到备案的服务器；长期没有解析的，通信管理局可能注销备案。
watch-leads-elsewhere = 域名 { $domain } 解析到 { $addresses }，不是备案的服务器。
watch-leads-elsewhere-way = 请解析到本平台的服务器；用了其他接入商的，请在那里办理接入备案；用了加速服务的，请登记其地址。
watch-closed = 网站打不开。
watch-closed-way = 请恢复访问；不再开办的，请注销网站。
watch-no-number = 首页没有显示备案号 { $number }。
watch-other-number = 首页显示的备案号是 { $other }，不是 { $number }。
watch-not-linked = 首页的备案号 { $number } 没有链接到工信部系统。
watch-foot-way = 请在首页底部显示备案号，并链接到 https://beian.miit.gov.cn。
watch-server-gone = 服务器 { $instance } 已到期或已释放。
watch-server-ends = 服务器 { $instance } 将于 { $day } 到期。
watch-server-way = 请续费或更换服务器，并变更接入信息；没有服务器的网站，接入会被取消。
watch-certificate-over = 主办单位证件已于 { $day } 到期。
watch-certificate-ends = 主办单位证件将于 { $day } 到期。
watch-id-over = 负责人证件已于 { $day } 到期。
watch-id-ends = 负责人证件将于 { $day } 到期。
watch-certificate-way = 请换发证件后办理变更备案。
watch-seen-here = { $day } 查自本平台
watch-title = 需要处理
watch-text = 每日检查发现以下问题，请在十个工作日内处理，以免备案被取消。
