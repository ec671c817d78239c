# shellcheck shell=bash
# Sourced by deploy/train and deploy/first-minute: one instance of the service on this machine, and demo data in its database. Needs the settings of
# PostgreSQL, Redis and the signing key in the environment, and only bash.
export SERVER_PORT=${SERVER_PORT:-8080} MANAGEMENT_SERVER_PORT=${MANAGEMENT_SERVER_PORT:-8081}
export TENFOLD_ADMIN_EMAIL=admin@tenfold.example TENFOLD_ADMIN_PASSWORD=the-first-of-many-doors
shop_log=$(mktemp)
for policy in ANONYMOUS USER SIGNIN ACCOUNT SIGNUP ORDERS; do # all requests come from one address, so limits are raised: they count, but refuse nothing
    export "TENFOLD_RATELIMIT_POLICIES_${policy}_CAPACITY=10000000"
done

fail() {
    echo "${0##*/}: $1" >&2
    tail -n 5 "$shop_log" | cut -c 1-600 >&2
    exit 1
}
deploy=$(realpath "$(dirname "${BASH_SOURCE[0]}")/..") # the scripts change to the folder of the jar
healthy() { bash "$deploy/healthy"; }
start() { # JVM OPTIONS AND JAR: waits for readiness, 300 s at most
    local end=$((SECONDS + 300))
    java "$@" >"$shop_log" 2>&1 &
    service=$!
    trap 'kill -KILL $service 2>/dev/null' EXIT
    until healthy; do
        kill -0 "$service" 2>/dev/null || fail "the service ended before it was ready"
        ((SECONDS < end)) || fail "the service is not ready after 300 s"
        sleep 0.1
    done
}
stop() { # by SIGTERM
    kill -TERM "$service"
    wait "$service" || fail "the service ended with exit code $?"
    trap - EXIT
}

# Requests are pipelined on a connection (RFC 9112, section 9.3.2), the last one with "Connection: close"
get() { # PATH [HEADER...]
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\n' "$1"
    (($# == 1)) || printf '%s\r\n' "${@:2}"
    printf '\r\n'
}
post() { # PATH JSON [HEADER...]
    printf 'POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n' "$1" "${#2}"
    (($# == 2)) || printf '%s\r\n' "${@:3}"
    printf '\r\n%s' "$2"
}
ask() { # sends the requests from its input, and prints the answers
    exec 3<>"/dev/tcp/127.0.0.1/$SERVER_PORT"
    timeout 300 cat <&3 &
    { cat; get /problems/not_found 'Connection: close'; } >&3
    exec 3>&-
    wait $!
}
members() { tr '\r' '\n' | grep -ao "\"$1\":\"[^\"]*\"" | cut -d '"' -f 4; } # the values of a JSON member in all answers
signed_in() { # E-MAIL PASSWORD: the access token
    post /api/v1/auth/token "{\"email\":\"$1\",\"password\":\"$2\"}" | ask | members access_token
}

# Fills the arrays products and tokens. All users are equal for the load, and each product has more stock than can be ordered
open_shop() { # PRODUCTS USERS
    local n admin name run
    run=$(date +%s)
    admin=$(signed_in "$TENFOLD_ADMIN_EMAIL" "$TENFOLD_ADMIN_PASSWORD")
    mapfile -t products < <(for ((n = 0; n < $1; n++)); do
        post /api/v1/products "{\"sku\":\"$run-$n\",\"name\":\"Tea $n\",\"description\":\"One of many teas\",\"category\":\"tea-$((n % 10))\",\"price\":{\"amount\":1999,\"currency\":\"USD\"},\"initial_stock\":1000000}" \
            "Authorization: Bearer $admin"
    done | ask | members id)
    mapfile -t tokens < <(for ((n = 0; n < $2; n++)); do
        name=$run-$n@traffic.example
        post /api/v1/users "{\"name\":\"Traffic\",\"email\":\"$name\",\"password\":\"a-door-of-many-doors\"}" | ask >/dev/null
        signed_in "$name" a-door-of-many-doors
    done)
    ((${#products[@]} == $1 && ${#tokens[@]} == $2)) || fail "the shop has ${#products[@]} products and ${#tokens[@]} users, not $1 and $2"
}
