-- Everything about the schemas `ledger` and `page` that two databases of one schema must have in common, one text a line.
SELECT 'column ' || a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
       || ' ' || a.attnum || ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
       || ' ' || coalesce(a.attacl::text, '')
FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relnamespace IN ('ledger'::regnamespace, 'page'::regnamespace) AND a.attnum > 0
UNION ALL
SELECT 'relation ' || oid::regclass || ' ' || relkind::text || ' ' || relowner::regrole || ' ' || coalesce(relacl::text, '')
       || ' ' || coalesce(reloptions::text, '') || ' ' || relrowsecurity
FROM pg_class WHERE relnamespace IN ('ledger'::regnamespace, 'page'::regnamespace)
UNION ALL
SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace IN ('ledger'::regnamespace, 'page'::regnamespace)
UNION ALL
SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname IN ('ledger', 'page')
UNION ALL
SELECT 'trigger ' || pg_get_triggerdef(t.oid) || ' ' || t.tgenabled::text
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid
WHERE c.relnamespace IN ('ledger'::regnamespace, 'page'::regnamespace) AND NOT t.tgisinternal
UNION ALL
SELECT 'function ' || pg_get_functiondef(oid) || ' ' || proowner::regrole || ' ' || coalesce(proacl::text, '')
FROM pg_proc WHERE pronamespace IN ('ledger'::regnamespace, 'page'::regnamespace)
UNION ALL
SELECT 'schema ' || nspname || ' ' || nspowner::regrole || ' ' || coalesce(nspacl::text, '')
FROM pg_namespace WHERE nspname IN ('ledger', 'page', 'public')
UNION ALL
SELECT 'default ' || defaclrole::regrole || ' ' || defaclobjtype::text || ' ' || defaclacl::text FROM pg_default_acl
ORDER BY 1
