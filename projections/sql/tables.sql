-- How rows of a view are replaced: those of the touched streams go, and what they are now comes in.

-- name: forget
DELETE FROM {table} WHERE {key} = ANY (%b::uuid[])

-- name: copy
COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)
