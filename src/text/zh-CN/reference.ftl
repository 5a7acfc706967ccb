### 规则数据：类别名称与网站命名检查

reference-reason-group-entity = 主体
reference-reason-group-person = 负责人
reference-reason-group-website = 网站
reference-reason-group-domain = 域名
reference-reason-group-materials = 材料
reference-reason-group-access = 接入
