# Read by .ci/run: a passing cluster of Debian's PostgreSQL 15 on 127.0.0.1 that speaks TLS only.
# start_postgres15 sets postgres15_url; stop_postgres15 takes everything away.

as_database_user() {
    # PostgreSQL refuses root; the package made this user.
    if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else (cd / && "$@"); fi
}

start_postgres15() {
    postgres15_programs=${postgres15_programs:-/usr/lib/postgresql/15/bin}
    postgres15_home=$(mktemp -d /tmp/tk-pg15.XXXXXX)
    postgres15_data=$postgres15_home/data
    password=$(openssl rand -hex 16)
    port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    mkdir -m 700 "$postgres15_data"
    (umask 077 && printf '%s\n' "$password" >"$postgres15_home/password")
    openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" \
        -keyout "$postgres15_home/server.key" -out "$postgres15_home/server.crt" 2>/dev/null
    chmod 600 "$postgres15_home/server.key"
    if [ "$(id -u)" -eq 0 ]; then
        chmod 711 "$postgres15_home"
        chown postgres: "$postgres15_data" "$postgres15_home/password" "$postgres15_home/server.key"
    fi
    as_database_user "$postgres15_programs/initdb" -D "$postgres15_data" -U postgres --pwfile="$postgres15_home/password" \
        --encoding=UTF8 --locale=C.UTF-8 --auth=scram-sha-256 --no-sync >/dev/null
    rm -f "$postgres15_home/password"
    cat >"$postgres15_data/postgresql.conf" <<EOF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = ''
max_connections = 100
ssl = on
ssl_cert_file = '$postgres15_home/server.crt'
ssl_key_file = '$postgres15_home/server.key'
password_encryption = scram-sha-256
fsync = off
EOF
    echo "hostssl all all 127.0.0.1/32 scram-sha-256" >"$postgres15_data/pg_hba.conf"
    as_database_user "$postgres15_programs/pg_ctl" -D "$postgres15_data" -l "$postgres15_data/server.log" -w -t 60 start >/dev/null
    postgres15_url="postgresql://postgres:$password@localhost:$port/postgres?sslmode=verify-full&sslrootcert=$postgres15_home/server.crt"
}

stop_postgres15() {
    as_database_user "$postgres15_programs/pg_ctl" -D "$postgres15_data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$postgres15_home"
}
