#!/bin/sh
# Runs once, in a new database container: the two roles of docs/operations.md, "PostgreSQL".
set -e
psql -v ON_ERROR_STOP=1 --username postgres <<SQL
CREATE ROLE cairn_owner LOGIN BYPASSRLS PASSWORD '$OWNER_PASSWORD';
CREATE ROLE cairn_app LOGIN PASSWORD '$APP_PASSWORD';
CREATE DATABASE cairn OWNER cairn_owner;
SQL
