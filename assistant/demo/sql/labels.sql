-- Governance tables: labels of every code, benchmarks and targets, the tracking plan.
-- A code that stands for different things in two tables is named table.column.

INSERT INTO gov_value_labels VALUES
    ('region', 'east_cn', '华东', 'East China', ['华东区', '华东大区', '东区', 'East']),
    ('region', 'south_cn', '华南', 'South China', ['华南区', '华南大区', '南区', 'South']),
    ('region', 'north_cn', '华北', 'North China', ['华北区', '华北大区', '北区', 'North']),
    ('region', 'west_cn', '西部', 'West China', ['西区', '西部大区', '中西部', 'West']),
    ('region', 'apac', '亚太', 'APAC', ['亚太区', '亚太地区', 'Asia Pacific', 'Asia-Pacific']),
    ('region', 'emea', '欧洲中东非洲', 'EMEA', ['欧洲', '欧洲市场', '欧洲区', 'Europe', 'Europe, Middle East and Africa']),
    ('region', 'na', '北美', 'North America', ['北美区', '美加', 'NA region']),
    ('country', 'CN', '中国', 'China', ['国内', '中国大陆', 'mainland China']), ('country', 'SG', '新加坡', 'Singapore', []),
    ('country', 'JP', '日本', 'Japan', []), ('country', 'MY', '马来西亚', 'Malaysia', []), ('country', 'TH', '泰国', 'Thailand', []),
    ('country', 'AU', '澳大利亚', 'Australia', ['澳洲']), ('country', 'DE', '德国', 'Germany', []),
    ('country', 'GB', '英国', 'United Kingdom', ['UK', 'Britain']), ('country', 'FR', '法国', 'France', []),
    ('country', 'AE', '阿联酋', 'United Arab Emirates', ['UAE', '迪拜']), ('country', 'NL', '荷兰', 'Netherlands', []),
    ('country', 'US', '美国', 'United States', ['USA', 'U.S.']), ('country', 'CA', '加拿大', 'Canada', []),
    ('channel', 'paid_search', '搜索广告', 'Paid search', ['SEM', '付费搜索', '搜索推广', '竞价', 'search ads']),
    ('channel', 'organic_search', '自然搜索', 'Organic search', ['SEO', '搜索引擎自然', '自然流量', 'organic']),
    ('channel', 'paid_social', '社交媒体广告', 'Paid social', ['社媒广告', '社交广告', '付费社媒', 'social ads']),
    ('channel', 'organic_social', '社媒自然', 'Organic social', ['自然社媒', '社媒自然流量', '公众号']),
    ('channel', 'display', '信息流', 'Display', ['展示广告', '信息流广告', '展示', 'banner', 'display ads', 'DSP']),
    ('channel', 'email', '邮件', 'Email', ['EDM', '邮件营销', '电子邮件', 'e-mail']),
    ('channel', 'event', '行业展会', 'Trade shows', ['展会', '会展', '线下活动', 'trade show', 'expo', 'events']),
    ('channel', 'wecom', '企微私域', 'WeCom', ['企微', '企业微信', '私域', 'WeChat Work', 'private domain']),
    ('channel', 'partner', '伙伴转介', 'Partner referral', ['伙伴推荐', '渠道伙伴', '转介绍', 'partner referrals', 'referral']),
    ('channel', 'direct', '直接访问', 'Direct', ['直接流量', '直访', 'direct traffic']),
    ('stage', 'contact', '初步接洽', 'Contact', ['商机', '接洽', '初步接触', 'opportunity', 'first contact']),
    ('stage', 'proposal', '方案报价', 'Proposal', ['方案', '报价', 'quote', 'quotation']),
    ('stage', 'negotiation', '谈判', 'Negotiation', ['商务谈判', '议价', 'negotiating']),
    ('stage', 'won', '成交', 'Won', ['合同签订', '赢单', '签约', 'closed won']),
    ('stage', 'lost', '丢单', 'Lost', ['输单', '流失', 'closed lost']),
    ('outcome', 'advanced', '已推进', 'Advanced', ['进入下一阶段', '转化']), ('outcome', 'lost', '已丢失', 'Lost', ['丢单', '输单']),
    ('outcome', 'open', '进行中', 'Open', ['未结束', 'in progress']),
    ('size_segment', 'smb', '小微企业', 'SMB', ['小客户', '中小企业', 'small business', 'small and medium business']),
    ('size_segment', 'mid', '中型企业', 'Mid-market', ['中型客户', '腰部客户', 'mid market', 'midsize']),
    ('size_segment', 'ent', '大型企业', 'Enterprise', ['大客户', '头部客户', 'KA', 'large enterprise', 'key accounts']),
    ('industry', 'manufacturing', '制造业', 'Manufacturing', ['制造', '工业']), ('industry', 'retail', '零售', 'Retail', ['商贸', '零售业', '消费']),
    ('industry', 'finance', '金融', 'Finance', ['银行', '金融业', 'financial services']), ('industry', 'healthcare', '医疗健康', 'Healthcare', ['医疗', '医药']),
    ('industry', 'education', '教育', 'Education', ['教育培训']), ('industry', 'logistics', '物流', 'Logistics', ['运输', '供应链']),
    ('industry', 'internet', '互联网', 'Internet', ['科技', '网络']), ('industry', 'energy', '能源', 'Energy', ['电力', '新能源']),
    ('lead_type', 'newsletter', '订阅', 'Newsletter', ['资讯订阅', '邮件订阅', '订阅线索', 'newsletter signup', 'subscription']),
    ('lead_type', 'whitepaper', '白皮书', 'White paper', ['资料下载', '白皮书下载', 'whitepapers']),
    ('lead_type', 'spec_sheet', '规格书', 'Spec sheet', ['产品手册', '技术资料', 'datasheet']),
    ('lead_type', 'webinar', '线上研讨会', 'Webinar', ['直播', '网络研讨会', 'webinars']),
    ('lead_type', 'trial', '试用', 'Free trial', ['免费试用', '试用申请', 'trials']),
    ('lead_type', 'demo_request', '演示申请', 'Demo request', ['预约演示', '申请演示', 'demo requests', 'demo']),
    ('lead_type', 'quote_request', '询价', 'Quote request', ['报价申请', '报价请求', 'quote requests', 'RFQ']),
    ('funnel_position', 'top', '漏斗顶部', 'Top of funnel', ['TOFU', '顶部']), ('funnel_position', 'mid', '漏斗中部', 'Middle of funnel', ['MOFU', '中部']),
    ('funnel_position', 'bottom', '漏斗底部', 'Bottom of funnel', ['BOFU', '底部', '高意向', 'high intent']),
    ('score_version', 'v1', '评分模型 v1', 'Score model v1', ['旧评分']), ('score_version', 'v2', '评分模型 v2', 'Score model v2', ['新评分']),
    ('lost_reason', 'price', '价格', 'Price', ['太贵', '价格原因', '价格过高', 'too expensive']),
    ('lost_reason', 'competitor', '竞品', 'Competitor', ['竞争对手', '选择竞品']), ('lost_reason', 'no_budget', '没有预算', 'No budget', ['预算不足', '无预算']),
    ('lost_reason', 'timing', '时机不合适', 'Timing', ['项目推迟', '暂缓', 'bad timing']), ('lost_reason', 'feature_gap', '功能不满足', 'Feature gap', ['功能缺失', 'missing feature']),
    ('lost_reason', 'no_response', '客户失联', 'No response', ['失联', '无回应', 'gone silent']),
    ('opp_type', 'new', '新客商机', 'New business', ['新签商机']), ('opp_type', 'expansion', '增购商机', 'Expansion', ['增购', '扩容']),
    ('opp_type', 'renewal', '续约商机', 'Renewal', ['续约', '续费']),
    ('order_type', 'new', '新签', 'New', ['新签订单', '首单', 'new orders']), ('order_type', 'repeat', '复购', 'Repeat', ['复购订单', '回购', 'repeat orders']),
    ('order_type', 'upsell', '增购', 'Upsell', ['加购', '升级', 'expansion']), ('order_type', 'renewal', '续费', 'Renewal', ['续约', '续签', 'renewals']),
    ('orders.status', 'signed', '已签约', 'Signed', ['有效', '已签']), ('orders.status', 'cancelled', '已取消', 'Cancelled', ['取消', '作废', 'canceled']),
    ('currency', 'CNY', '人民币', 'Chinese yuan', ['RMB', '元']), ('currency', 'USD', '美元', 'US dollar', ['dollar']), ('currency', 'EUR', '欧元', 'Euro', []),
    ('subscription_months.status', 'new', '新增', 'New', ['新客户']), ('subscription_months.status', 'active', '续存', 'Active', ['在约', '正常']),
    ('subscription_months.status', 'expansion', '扩容', 'Expansion', ['增购', '升级']), ('subscription_months.status', 'contraction', '缩减', 'Contraction', ['降级', 'downgrade']),
    ('subscription_months.status', 'churned', '流失', 'Churned', ['退订', '流失客户', 'churn']),
    ('activity_type', 'visit', '拜访', 'Visit', ['上门拜访', '客户拜访', 'visits']), ('activity_type', 'call', '电话', 'Call', ['通话', '电话沟通', 'calls']),
    ('activity_type', 'email', '邮件', 'Email', ['邮件跟进']), ('activity_type', 'demo', '演示', 'Demo', ['产品演示', 'demos']),
    ('tier', 'gold', '金牌', 'Gold', ['金牌伙伴', '金级']), ('tier', 'silver', '银牌', 'Silver', ['银牌伙伴', '银级']), ('tier', 'bronze', '铜牌', 'Bronze', ['铜牌伙伴', '铜级']),
    ('partner_type', 'distributor', '分销商', 'Distributor', ['分销', 'distributors']), ('partner_type', 'agent', '代理商', 'Agent', ['代理', 'agents']),
    ('partner_type', 'dealer', '经销商', 'Dealer', ['经销', 'dealers', 'reseller']),
    ('program_type', 'mdf', '市场发展基金', 'MDF', ['MDF', '市场活动资金', 'market development fund']), ('program_type', 'training', '培训', 'Training', ['伙伴培训', '认证培训', 'trainings']),
    ('platform', 'web', '网页端', 'Web', ['Web端', 'PC端', '浏览器']), ('platform', 'ios', 'iOS', 'iOS', ['苹果', '苹果端', 'iPhone']),
    ('platform', 'android', '安卓', 'Android', ['Android端', '安卓端']),
    ('users.role', 'viewer', '查看者', 'Viewer', ['只读用户']), ('users.role', 'analyst', '分析师', 'Analyst', []),
    ('users.role', 'manager', '经理', 'Manager', []), ('users.role', 'admin', '管理员', 'Administrator', ['admin user']),
    ('products.category', 'plan', '套餐', 'Plan', ['版本', '订阅套餐', 'plans']), ('products.category', 'addon', '增值包', 'Add-on', ['增购包', '插件', 'add-ons', 'addons']),
    ('products.category', 'hardware', '硬件', 'Hardware', ['网关', '设备']), ('products.category', 'service', '服务', 'Services', ['专业服务', '实施', 'professional services']),
    ('tickets.category', 'login', '登录', 'Login', ['登录问题', '账号登录']), ('tickets.category', 'billing', '账单', 'Billing', ['计费', '开票', '发票']),
    ('tickets.category', 'report', '报表', 'Reports', ['报表问题']), ('tickets.category', 'integration', '接口集成', 'Integration', ['集成', '接口', '对接', 'integrations']),
    ('tickets.category', 'performance', '性能', 'Performance', ['卡顿', '慢', 'slowness']), ('tickets.category', 'how_to', '使用咨询', 'How-to', ['怎么用', '操作咨询', 'how to']),
    ('tickets.category', 'bug', '缺陷', 'Bug', ['故障', '报错', 'bugs', 'defect']),
    ('tickets.source', 'phone', '电话', 'Phone', ['来电', '热线']), ('tickets.source', 'email', '邮件', 'Email', []), ('tickets.source', 'chat', '在线客服', 'Chat', ['在线聊天', 'live chat']),
    ('tickets.source', 'wecom', '企微', 'WeCom', ['企业微信']), ('tickets.source', 'portal', '自助门户', 'Portal', ['工单门户', '门户', 'self-service']),
    ('tickets.priority', 'p1', 'P1 紧急', 'P1 urgent', ['紧急', 'urgent', 'critical']), ('tickets.priority', 'p2', 'P2 高', 'P2 high', ['高优先级', 'high priority']),
    ('tickets.priority', 'p3', 'P3 中', 'P3 medium', ['中优先级', 'medium priority']), ('tickets.priority', 'p4', 'P4 低', 'P4 low', ['低优先级', 'low priority']),
    ('dept', 'marketing', '市场部', 'Marketing', ['市场']), ('dept', 'sales', '销售部', 'Sales', ['销售']), ('dept', 'service', '客服部', 'Customer service', ['客服', '服务部', 'support']),
    ('dept', 'delivery', '交付部', 'Delivery', ['项目交付', '交付', '实施部']), ('dept', 'ops', '社群运营部', 'Community operations', ['运营', '社群运营']),
    ('dept', 'product', '产品部', 'Product', ['产品']), ('dept', 'rnd', '研发部', 'R&D', ['研发', 'research and development', 'engineering']),
    ('dept', 'ga', '行政管理', 'G&A', ['管理费用', '行政', 'general and administrative']), ('dept', 'cogs', '营业成本', 'Cost of goods sold', ['销货成本', '主营成本', 'COGS']),
    ('cost_type', 'media', '媒体投放', 'Media', ['广告投放', 'media spend']), ('cost_type', 'mdf', '市场发展基金', 'MDF', ['MDF费用']),
    ('cost_type', 'salary', '薪酬', 'Salaries', ['工资', '人力成本', '人工成本', 'payroll']), ('cost_type', 'tools', '工具软件', 'Tools', ['软件工具', '系统费用']),
    ('cost_type', 'event', '活动执行', 'Events', ['活动费']), ('cost_type', 'cogs', '营业成本', 'COGS', ['销货成本', 'cost of goods sold']), ('cost_type', 'other', '其他', 'Other', ['其他费用']),
    ('team', 'support_l1', '一线支持组', 'Support L1', ['一线客服']), ('team', 'support_l2', '二线支持组', 'Support L2', ['二线客服']),
    ('team', 'integration', '集成支持组', 'Integration support', ['集成组']), ('team', 'billing', '账务组', 'Billing', ['账务']),
    ('team', 'sales_east', '华东销售组', 'Sales East China', []), ('team', 'sales_south', '华南销售组', 'Sales South China', []),
    ('team', 'sales_north', '华北销售组', 'Sales North China', []), ('team', 'sales_west', '西部销售组', 'Sales West China', []), ('team', 'sales_intl', '国际销售组', 'International sales', ['海外销售组']),
    ('team', 'delivery_east', '华东交付组', 'Delivery East', []), ('team', 'delivery_south', '华南交付组', 'Delivery South', []), ('team', 'delivery_north', '华北交付组', 'Delivery North', []),
    ('team', 'growth', '增长组', 'Growth', []), ('team', 'content', '内容组', 'Content', []), ('team', 'events', '活动组', 'Events', []),
    ('team', 'community', '社群组', 'Community', []), ('team', 'product', '产品组', 'Product', []),
    ('objective', 'lead_gen', '获客', 'Lead generation', ['线索获取', 'lead gen']), ('objective', 'brand', '品牌', 'Brand', ['品牌曝光', 'brand awareness']),
    ('touch_type', 'ad_click', '广告点击', 'Ad click', []), ('touch_type', 'visit', '访问', 'Visit', ['网站访问']), ('touch_type', 'email_open', '邮件打开', 'Email open', ['打开邮件']),
    ('touch_type', 'email_click', '邮件点击', 'Email click', []), ('touch_type', 'event_attend', '参加活动', 'Event attendance', ['参会', '到场']), ('touch_type', 'wecom_click', '企微点击', 'WeCom click', []),
    ('device', 'desktop', '桌面端', 'Desktop', ['电脑', 'PC']), ('device', 'mobile', '移动端', 'Mobile', ['手机', 'phone']), ('device', 'tablet', '平板', 'Tablet', ['iPad']),
    ('landing_page', '/', '首页', 'Home', ['主页', 'homepage']), ('landing_page', '/product', '产品页', 'Product page', []), ('landing_page', '/pricing', '价格页', 'Pricing page', ['报价页']),
    ('landing_page', '/blog', '博客', 'Blog', ['文章']), ('landing_page', '/resources', '资料中心', 'Resources', ['白皮书页']), ('landing_page', '/webinar', '研讨会页', 'Webinar page', ['直播页']),
    ('landing_page', '/trial', '试用页', 'Trial page', ['免费试用页']), ('landing_page', '/contact', '联系我们', 'Contact page', ['询价页']), ('landing_page', '/campaign/618', '618活动页', '618 campaign page', ['618']),
    ('form_id', 'form_newsletter', '订阅表单', 'Newsletter form', []), ('form_id', 'form_whitepaper', '白皮书表单', 'White paper form', ['资料表单']), ('form_id', 'form_spec_sheet', '规格书表单', 'Spec sheet form', []),
    ('form_id', 'form_webinar', '研讨会报名表单', 'Webinar form', ['报名表单']), ('form_id', 'form_trial', '试用表单', 'Trial form', []), ('form_id', 'form_demo_request', '演示表单', 'Demo form', []),
    ('form_id', 'form_quote_request', '询价表单', 'Quote form', ['报价表单']),
    ('experiment_key', 'form_len_2025q2', '表单长度测试(2025Q2)', 'Form length test (2025Q2)', ['表单字段测试', '字段数测试', 'form length']),
    ('experiment_key', 'form_copy_2025q4', '表单文案测试(2025Q4)', 'Form copy test (2025Q4)', ['表单文案', 'form copy', 'copy test']),
    ('variant_key', 'nine_fields', '9个字段', '9 fields', ['九字段', '9字段', 'nine fields', 'long form']), ('variant_key', 'five_fields', '5个字段', '5 fields', ['五字段', '5字段', 'five fields', 'short form']),
    ('variant_key', 'copy_a', '文案A', 'Copy A', ['原文案', 'control']), ('variant_key', 'copy_b', '文案B', 'Copy B', ['新文案']),
    ('community_events.event_type', 'message', '发言', 'Message', ['消息']), ('community_events.event_type', 'link_exposed', '链接曝光', 'Link shown', []),
    ('community_events.event_type', 'link_click', '链接点击', 'Link click', []), ('community_events.event_type', 'convert', '转化', 'Conversion', ['成交']),
    ('content_type', 'product_link', '产品链接', 'Product link', ['商品链接', 'product links']), ('content_type', 'article', '文章', 'Article', ['图文', 'articles']), ('content_type', 'live', '直播', 'Live stream', ['直播间', 'livestream']),
    ('topic', 'pricing', '价格', 'Pricing', ['报价', '价格话题', 'price']), ('topic', 'integration', '接口集成', 'Integration', ['对接', '集成话题']), ('topic', 'how_to', '使用技巧', 'How-to', ['怎么用', '使用问题']),
    ('topic', 'feature_request', '功能需求', 'Feature request', ['需求', '功能建议']), ('topic', 'bug', '故障', 'Bugs', ['报错', '问题反馈']), ('topic', 'case_sharing', '案例分享', 'Case sharing', ['案例', '最佳实践']),
    ('topic', 'promotion', '优惠活动', 'Promotion', ['促销', '活动']),
    ('purpose', 'industry_exchange', '行业交流', 'Industry exchange', ['交流群', '行业群']), ('purpose', 'onboarding', '新手引导', 'Onboarding', ['新客群', '新手群']), ('purpose', 'vip_service', '大客户服务', 'VIP service', ['服务群', 'VIP群']),
    ('purpose', 'event_follow_up', '活动跟进', 'Event follow-up', ['活动群']), ('purpose', 'product_tips', '产品技巧', 'Product tips', ['技巧群']),
    ('project_type', 'equipment_install', '设备安装', 'Equipment installation', ['安装项目', '设备']), ('project_type', 'software_impl', '软件实施', 'Software implementation', ['实施项目', '软件项目']),
    ('projects.status', 'open', '进行中', 'Open', ['在建', '未结项']), ('projects.status', 'done', '已完成', 'Done', ['已结项', '完成', 'completed']),
    ('source_system', 'crm', 'CRM系统', 'CRM', []), ('source_system', 'cdp', '客户数据平台', 'CDP', []), ('source_system', 'ma', '营销自动化', 'Marketing automation', ['MA']),
    ('source_system', 'erp', 'ERP系统', 'ERP', []), ('source_system', 'wecom', '企微SCRM', 'WeCom SCRM', []), ('source_system', 'helpdesk', '客服系统', 'Helpdesk', []),
    ('id_type', 'lead_id', '线索ID', 'Lead ID', []), ('id_type', 'user_id', '用户ID', 'User ID', []), ('id_type', 'visitor_id', '访客ID', 'Visitor ID', []), ('id_type', 'member_id', '群成员ID', 'Member ID', []), ('id_type', 'contact_id', '联系人ID', 'Contact ID', []),
    ('match_method', 'deterministic', '精确匹配', 'Deterministic', ['ID直连']), ('match_method', 'email', '邮箱匹配', 'Email', []), ('match_method', 'phone', '手机匹配', 'Phone', []), ('match_method', 'probabilistic', '概率匹配', 'Probabilistic', ['模糊匹配']),
    ('event_name', 'sign_up', '注册', 'Sign-up', ['注册成功', 'signup', 'registration']),
    ('event_name', 'app_open', '打开应用', 'App open', ['启动']), ('event_name', 'view_dashboard', '查看看板', 'View dashboard', ['浏览看板']),
    ('event_name', 'push_received', '收到推送', 'Push received', ['推送']), ('event_name', 'heartbeat', '心跳', 'Heartbeat', []), ('event_name', 'auto_login', '自动登录', 'Auto login', []);

INSERT INTO gov_value_labels
SELECT 'feature', feature_key, name_zh, name_en, [replace(feature_key, '_', ' '), name_zh || '功能'] FROM features
UNION ALL SELECT 'event_name', feature_key, name_zh, name_en, [replace(feature_key, '_', ' ')] FROM features
UNION ALL SELECT 'product', product_id::VARCHAR, name_zh, name_en,
    CASE product_id WHEN 1 THEN ['入门版', 'Basic plan'] WHEN 2 THEN ['标准版', 'Pro', 'Pro plan', 'Professional plan'] WHEN 3 THEN ['旗舰版', 'Enterprise plan']
        WHEN 11 THEN ['网关', 'gateway', '标准网关'] WHEN 21 THEN ['实施', 'implementation'] WHEN 22 THEN ['培训', 'training'] ELSE [name_en || ' (' || category || ')'] END
FROM products;

-- The thresholds that the business works with, and synthetic percentiles where it only says "at least the
-- industry median": they show how benchmarks work and are no figures of any industry.
INSERT INTO gov_benchmarks VALUES
    ('form_conversion_rate', 'threshold', NULL, NULL, 'any', 0.15, 'company rule', DATE '2023-01-01'),
    ('mql_rate', 'threshold', NULL, NULL, 'any', 0.40, 'company rule', DATE '2023-01-01'),
    ('negotiation_win_rate', 'threshold', NULL, NULL, 'any', 0.35, 'company rule', DATE '2023-01-01'),
    ('activation_rate', 'threshold', NULL, NULL, 'any', 0.60, 'company rule', DATE '2023-01-01'),
    ('feature_adoption_rate', 'threshold', NULL, NULL, 'any', 0.70, 'company rule', DATE '2023-01-01'),
    ('overdue_task_count', 'alert', 'is_critical', 'true', 'any', 24, 'company rule: critical task late by more than 24 hours', DATE '2023-01-01');

INSERT INTO gov_benchmarks
SELECT metric_key, 'industry_p' || percentile, scope_dim, scope_value, 'any', value, 'default, not an industry figure', DATE '2023-01-01'
FROM (SELECT * FROM (VALUES
    ('ctr', NULL, NULL, 0.009, 0.014, 0.021), ('ctr', 'channel', 'paid_search', 0.024, 0.031, 0.042), ('ctr', 'channel', 'paid_social', 0.008, 0.011, 0.016),
    ('ctr', 'channel', 'display', 0.003, 0.005, 0.008), ('ctr', 'channel', 'email', 0.017, 0.024, 0.033),
    ('retention_d1', NULL, NULL, 0.36, 0.44, 0.52), ('retention_d7', NULL, NULL, 0.24, 0.31, 0.39), ('retention_d30', NULL, NULL, 0.14, 0.20, 0.27),
    ('repeat_purchase_rate', NULL, NULL, 0.14, 0.20, 0.28), ('arpu', NULL, NULL, 2600, 4900, 7600)
) AS t(metric_key, scope_dim, scope_value, p25, p50, p75)) u
UNPIVOT (value FOR percentile IN (p25 AS '25', p50 AS '50', p75 AS '75'));

INSERT INTO gov_benchmarks VALUES
    ('sla_breach_rate', 'alert', NULL, NULL, 'week', 0.10, 'default, not an industry figure', DATE '2023-01-01'),
    ('stalled_deal_count', 'alert', NULL, NULL, 'any', 30, 'default, not an industry figure: days without activity', DATE '2023-01-01'),
    ('stockout_days', 'alert', NULL, NULL, 'week', 3, 'default, not an industry figure', DATE '2023-01-01'),
    ('speaker_ratio', 'alert', NULL, NULL, 'month', 0.02, 'default, not an industry figure', DATE '2023-01-01'),
    ('id_match_rate', 'alert', NULL, NULL, 'any', 0.90, 'default, not an industry figure', DATE '2023-01-01'),
    ('cost_burn_rate', 'alert', NULL, NULL, 'any', 0.90, 'default, not an industry figure', DATE '2023-01-01'),
    ('ltv_cac_ratio', 'threshold', NULL, NULL, 'any', 3, 'default, not an industry figure: common rule', DATE '2023-01-01'),
    ('mql_count', 'okr_target', NULL, NULL, '2025Q4', 0, 'OKR 2025Q4', DATE '2025-10-01'),
    ('revenue', 'okr_target', NULL, NULL, '2025Q4', 0, 'OKR 2025Q4', DATE '2025-10-01'),
    ('ltv_cac_ratio', 'okr_target', NULL, NULL, '2025', 4.5, 'OKR 2025', DATE '2025-01-01'),
    ('crr', 'okr_target', NULL, NULL, '2025', 0.88, 'OKR 2025', DATE '2025-01-01'),
    ('retention_d30', 'okr_target', NULL, NULL, '2025Q4', 0.25, 'OKR 2025Q4', DATE '2025-10-01'),
    ('csat', 'okr_target', NULL, NULL, '2025Q4', 4.4, 'OKR 2025Q4', DATE '2025-10-01'),
    ('marketing_roi', 'okr_target', NULL, NULL, '2025', 1.5, 'OKR 2025', DATE '2025-01-01'),
    ('partner_health_score', 'okr_target', NULL, NULL, '2025Q4', 60, 'OKR 2025Q4', DATE '2025-10-01'),
    ('community_health_score', 'okr_target', NULL, NULL, '2025Q4', 60, 'OKR 2025Q4', DATE '2025-10-01'),
    ('on_time_delivery_rate', 'okr_target', NULL, NULL, '2025Q4', 0.85, 'OKR 2025Q4', DATE '2025-10-01');

-- What every client must send. report_shared is planned on Android too: its absence there is a defect.
INSERT INTO gov_tracking_plan
SELECT e.event_name, p.platform, 1, e.feature_id, e.required_props, ['user_id', 'account_id'], 'product', DATE '2023-01-01', NULL
FROM (
    SELECT feature_key AS event_name, feature_id, ['entry', 'duration_ms'] AS required_props FROM features
    UNION ALL SELECT 'sign_up', NULL, ['entry'] UNION ALL SELECT 'app_open', NULL, ['entry'] UNION ALL SELECT 'view_dashboard', NULL, ['entry']
) e CROSS JOIN (SELECT unnest(['web', 'ios', 'android']) AS platform) p
WHERE NOT (e.event_name = 'mobile_view' AND p.platform = 'web')
ORDER BY e.event_name, p.platform;
