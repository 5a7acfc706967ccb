### 管局数据往来

exchange-title = 管局数据往来
exchange-below = 向管局系统上报和从管局系统下载的数据文件。
exchange-off = 未接入管局系统
exchange-off-text = 上报和管局的结果均由工作人员登记。
exchange-stopped = 自 { $since } 起暂停上报
exchange-stopped-text = 原因见“消息发送”页已停止重试的任务。处理好之后再恢复。
exchange-lacks = 管局系统缺少序号 { $from } 起已接收的上报。向管局核实后，可原样补报；也可直接恢复上报，其中仍在等待管局的备案申请退回审核人员。
exchange-paused-text = 工作人员已暂停上报。待上报的文件可先打开核对，再恢复。
exchange-pause = 暂停上报
exchange-is-paused = 已暂停上报。
exchange-go-on = 恢复上报
exchange-goes-on = 已恢复上报。
exchange-contact = 管局系统最近一次应答
exchange-open = 等待上报
exchange-next = 下一个上报序号
exchange-rests = 暂停上报至
exchange-fetching-rests = 暂停下载至
exchange-failures = 管局系统没有应答，或应答无法使用
exchange-failures-since = 已连续 { $count } 次，最近一次 { $at }。
exchange-failures-text = 等待上报的数据会保留，恢复后按顺序上报。
exchange-never = 尚无
exchange-left = 待人工处理
exchange-settle = 标为已处理
exchange-settled = 已标为已处理。
exchange-settled-at = 已处理，{ $at }
exchange-file-title = 管局下发文件 { $name }
exchange-upload-title = 上报文件，备案 { $case }
exchange-pieces = 文件各项
exchange-content = 文件内容
exchange-content-hidden = 文件无法按格式读取，填写查看原因后显示原文。
exchange-content-over = 文件内容已按保存期限清除。
exchange-uploads = 上报
exchange-uploads-none = 还没有上报
exchange-upload-fixed = 待上报
exchange-upload-sending = 上报中
exchange-upload-held = 待查实
exchange-upload-accepted = 已接收
exchange-upload-dropped = 已取消
exchange-downloads = 下载
exchange-downloads-none = 还没有下载
exchange-download-waiting = 处理中
exchange-download-applied = 已处理
exchange-download-unreadable = 无法读取
exchange-sort-result = 数据校验结果
exchange-sort-decision = 管局审核意见
exchange-sort-record = 已备案数据
exchange-sort-addresses = IP 地址数据
exchange-sort-domains = 域名数据
exchange-sort-tables = 代码表
exchange-sort-copy = 同步数据
exchange-sort-list = 名单、任务或通知
exchange-sort-cancelled = 管局注销
exchange-sort-work = 待处理任务
exchange-sort-listed = 黑名单
exchange-sort-unknown = 未知内容
exchange-sort-file = 整个文件
exchange-left-code = 代码表“{ $table }”里有本系统没有的代码 { $code }
exchange-left-strange = 无法识别：{ $what }
exchange-left-not-ours = 不是本系统上报的备案
exchange-left-earlier-upload = 针对较早的一次上报
exchange-left-numbers = 备案号缺失或无法识别
exchange-left-other-numbers = 与已登记的备案号不同，已停止上报，请向管局核实
exchange-head-what = 内容
exchange-head-why = 原因
exchange-head-case = 备案申请
exchange-head-file = 文件
exchange-head-number = 序号
exchange-head-state = 状态
exchange-head-answer = 应答
exchange-head-at = 时间
exchange-head-fixed = 生成
exchange-head-sent = 上报
exchange-head-received = 收到
exchange-head-confirmed = 确认
exchange-sort-papers = 核验材料入库结果
exchange-send-again = 补报缺少的文件
exchange-sends-again = 正在补报缺少的文件。
exchange-nothing-missing = 管局系统没有缺少已上报的文件。
exchange-held = 无法判断管局系统是否已收到这份文件
exchange-held-text = 请向管局核实，再选择。确认后恢复上报。
exchange-arrived = 管局已收到
exchange-not-arrived = 管局没有收到，重新上报
exchange-not-held = 这份文件无需查实。
exchange-papers-title = 单独上报核验材料，备案 { $case }
exchange-papers-below = 管局缺少或要求重新提交核验材料时，把已归档的材料单独上报一次。备案信息不变。
exchange-papers-back = 管局
exchange-papers-numbers = 备案号
exchange-papers-reason = 上报原因
exchange-papers-reason-hint = 如：管局来电要求重新提交核验单。记入操作记录。
exchange-papers-send = 上报核验材料
exchange-papers-asked = 核验材料将上报管局。
exchange-papers-not-on-record = 备案通过且有材料时才能单独上报核验材料。
exchange-papers-on-their-way = 核验材料正在上报，请稍后查看。
exchange-papers-sent = 上报记录
exchange-papers-said = 管局结果
exchange-papers-taken = 材料已入库
exchange-codes-title = 管局代码表
exchange-codes-below = 管局系统下发的代码表，按收到的日期留存。
exchange-codes-none = 还没有收到代码表
exchange-codes-none-hint = 管局系统下发后显示在这里。
exchange-codes-table = 代码表
exchange-codes-element = 接口名称
exchange-codes-current = 现行代码
exchange-codes-changed = 最近变动
exchange-codes-code = 代码
exchange-codes-name = 名称
exchange-codes-others = 其他
exchange-codes-since = 自
exchange-codes-until = 至
exchange-codes-over = 已停用
exchange-alarms = 告警
exchange-alarms-link = 到“消息发送”页处理
exchange-calls = 与本文件有关的调用
exchange-calls-last = 最近的调用
exchange-calls-masked = 应答内容已隐藏，查看
exchange-call-upload = 上报
exchange-call-previous = 查询上次上报
exchange-call-acknowledge = 确认接收
exchange-call-download = 下载
exchange-call-status = 查询备案状态
exchange-call-verify = 核对备案密码
exchange-call-unanswered = 没有应答
exchange-head-call = 调用
exchange-head-begun = 开始
exchange-head-ended = 结束
exchange-head-message = 应答内容
exchange-bytes = 另存原始文件
exchange-bytes-secret = 该文件含备案密码，任何人不得查看。
exchange-rehearsal = 试运行
exchange-rehearsal-case = 备案订单号
exchange-rehearsal-hint = 已通过初审、尚未上报的备案。生成并遮挡显示上报文件，不上报，也不占用序号。不向管局系统核对备案密码。
exchange-rehearsal-show = 显示将要上报的文件
exchange-rehearsal-title = 备案 { $case } 试运行
exchange-rehearsal-below = 此刻上报时的文件。没有上报任何内容。
exchange-rehearsal-findings = 备案会因下列问题退回初审
exchange-rehearsal-known = 初审已知下列问题并通过，备案会照常上报
exchange-rehearsal-no-case = 没有这件备案，请从案件页复制订单号。
exchange-rehearsal-nothing = 该备案未通过初审、已经上报，或者由人工报送管局。
exchange-rehearsal-pictures = 上报图片尚未生成，请一分钟后再试。
exchange-alarm-not-taken = 序号 { $number } 的上报未被接收：代码 { $code }，{ $zh }。
exchange-alarm-not-told = 管局系统未说明上一份上报：代码 { $code }，{ $zh }。
exchange-alarm-nothing-fetched = 无法下载：代码 { $code }，{ $zh }。
exchange-alarm-not-confirmed = 文件未能确认接收：代码 { $code }，{ $zh }。
exchange-alarm-code-unknown = 未知代码
exchange-alarm-times = 已连续 { $times } 次。
exchange-alarm-unanswered = 管局系统已连续 { $times } 次没有应答，或应答无法使用。
exchange-alarm-not-reached = 连接失败：{ $said }。
exchange-alarm-no-answer = 没有可用的应答：{ $said }。
exchange-alarm-file-unreadable = 下载的文件无法打开：{ $why ->
    [name] 文件名不符合接口规范
    [encryption-unknown] 加密方式不符合接口规范
    [encryption] 无法解密
    [hash] 哈希值不一致
    [zip] 不是压缩文件
    [count] 压缩文件中不是只有一个文件
    [size] 文件过大
   *[other] { $why }
}。
exchange-alarm-comes-again = 已确认接收的文件再次下发。
exchange-alarm-stands-still = 已暂停上报，需人工恢复。
exchange-alarm-strange-files = 管局系统有本系统不掌握的文件：可能由本单位的其他系统上报，也可能是数据库从备份恢复之前由本系统上报。请向管局核实等待上报的备案中哪些已经收到，并人工登记。
exchange-alarm-lacks = 管局系统缺少序号 { $from } 起已接收的上报，共 { $count } 份。请向管局核实，再在“管局数据往来”页补报；不补报直接恢复的，等待管局的备案退回审核人员。
exchange-alarm-held-unreadable = 无法判断序号 { $number } 的上报是否送达：管局系统上一份上报序号相同，但无法读取。请向管局核实，并在该上报的页面登记是否收到。
exchange-alarm-held-behind = 无法判断序号 { $number } 的上报是否送达：管局系统最后一份序号为 { $last }，其后已有其他上报。请向管局核实，并在该上报的页面登记是否收到。
exchange-alarm-moved = 管局系统要求的序号是 { $next }，不是 { $number }：已重新编号。
exchange-alarm-papers = 备案 { $filing } 的核验材料不能上报：代码 { $code }，{ $zh }。
exchange-alarm-piece = { $sort }：{ $why }
exchange-alarm-left = 下载文件 { $download } 的第 { $place } 项待人工处理：{ $zh }。
exchange-alarm-more = 另有 { $count } 项未列出。
exchange-alarm-unreadable = 下载文件 { $download } 无法读取。
exchange-trouble-beyond = 超出限制：{ $what ->
    [bytes] 字节数
    [depth] 嵌套层数
    [elements] 元素数
    [attributes] 属性数
    [attribute-bytes] 属性字节数
    [name] 名称长度
   *[other] { $what }
}。
exchange-trouble-document-type = 含有文档类型声明。
exchange-trouble-entity = 含有未知实体 { $name }。
exchange-trouble-encoding = 声明的编码是 { $name }，应为 GBK。
exchange-trouble-not-gbk = 不是 GBK 编码。
exchange-trouble-character = 含有 XML 不允许的字符 { $code }。
exchange-trouble-ends-early = 内容不完整，在第 { $at } 字节处中断。
exchange-trouble-malformed = 第 { $at } 字节附近的格式不正确：{ $what }。
exchange-trouble-missing = 缺少 { $path }。
exchange-trouble-twice = { $path } 重复。
exchange-trouble-no-number = { $path } 不是数字。
exchange-trouble-choice = { $path } 只能且必须有一个选项。
exchange-trouble-another = 根元素是 { $name }，不是这类文件。
exchange-trouble-other = 无法读取：{ $said }。
