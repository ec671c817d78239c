# Sourced by deploy/proof and deploy/speed, from the root of the project: starts the Compose project under its own name, makes traffic, prints a table,
# writes what it measured to target/results, and removes everything at the end. Needs Docker with Compose, root in containers, and target/tenfold.jar,
# or TENFOLD_IMAGE_JAR=source: then Maven builds the jar in the image build.
. deploy/stage/jar.sh
work=$(mktemp -d)
me=${0##*/}
export COMPOSE_PROJECT_NAME=tenfold-$me TENFOLD_PORT=19443 TENFOLD_EDGE_NETWORK=172.30.59.0/24
export COMPOSE_FILE=docker-compose.yml:$work/stage.yaml TENFOLD_IMAGE=tenfold:$me
export TENFOLD_VERSION=$me TENFOLD_HOST=nginx
export TENFOLD_IMAGE_JAR=${TENFOLD_IMAGE_JAR:-prebuilt} # or source
base=https://nginx:8443 # from inside the network
generator=eclipse-temurin:25-jdk
failed=0
command=$(env | sed -n '/^TENFOLD_\(PROOF\|SPEED\)_/p' | sort | tr '\n' ' ')deploy/$me${parts:+ $parts}${scenes:+ $scenes}

finish() {
    local code=$?
    touch "$work/stop"
    if ((code != 0)); then
        if [[ -s $work/traffic ]]; then grep -Ev '^(tick|second|slow_since)=' "$work/traffic" | tail -20 >&2; fi
        compose logs --no-color --tail 6 api nginx 2>&1 | cut -c1-400 >&2 || true
    fi
    docker ps --quiet --filter status=paused --filter "name=$COMPOSE_PROJECT_NAME" | xargs -r docker unpause >/dev/null
    docker ps --all --quiet --filter "name=$COMPOSE_PROJECT_NAME-alone" | xargs -r docker rm --force >/dev/null
    docker compose down --volumes --remove-orphans --timeout 15 >/dev/null 2>&1 || true
    docker images --quiet --filter "reference=tenfold:$me*" | xargs -r docker rmi --force >/dev/null 2>&1 || true
    rm -rf "$work"
    exit "$code"
}

compose() { docker compose --progress quiet "$@"; }
now() { date +%s%3N; }
row() { printf '| %-38s | %-90s | %-4s |\n' "$1" "$2" "${3:-}"; }
verdict() { # SCENARIO RESULT CONDITION
    if (($3)); then row "$1" "$2" yes; else row "$1" "$2" NO; failed=1; fi
}
within() { # SECONDS COMMAND: whether it succeeds in time
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < end)) || { echo "$me: timed out waiting for $*" >&2; return 1; }
        sleep "${pause:-1}"
    done
}
# result NAME FIGURE=VALUE...: writes target/results/NAME.json. With a file $work/marks ("MILLISECONDS TEXT" lines) it also has what clients saw in each
# second of the traffic, and when something was done
result() {
    local name=$1 figure value separator=
    shift
    mkdir -p target/results
    {
        printf '{\n  "name": "%s",\n  "date": "%s",\n  "commit": "%s",\n  "command": "%s",\n  "figures": {' "$name" "$(date -u +%FT%TZ)" \
            "$(git rev-parse --short HEAD 2>/dev/null || echo unknown)" "$command"
        for figure in "$@"; do
            value=${figure#*=}
            [[ $value =~ ^-?[0-9]+(\.[0-9]+)?$ ]] || value="\"$value\""
            printf '%s\n    "%s": %s' "$separator" "${figure%%=*}" "$value"
            separator=,
        done
        printf '\n  }'
        [[ ! -s $work/marks ]] || series
        printf '\n}\n'
    } >"target/results/$name.json"
}
series() {
    local start
    start=$(value full)
    awk -v start="${start:-0}" '
        FILENAME ~ /marks$/ { at = $1; sub(/^[0-9]+ /, ""); marks = marks (marks ? ", " : "") sprintf("{\"second\": %.1f, \"what\": \"%s\"}", (at - start) / 1000, $0); next }
        sub(/^second=/, "") && $1 >= start { rows = rows (rows ? ",\n    " : "") sprintf("{\"second\": %.1f, \"answered\": %d, \"failed\": %d, \"p50_ms\": %s, \"p99_ms\": %s}", ($1 - start) / 1000, $2, $3, $4, $5) }
        END { printf ",\n  \"marks\": [%s],\n  \"seconds\": [\n    %s\n  ]", marks, rows }' "$work/marks" "$work/traffic"
}
mark() { echo "$(now) $*" >>"$work/marks"; }
value() { sed -n "s/^$1=//p" "$work/traffic"; }
sql() { compose exec -T "${database:-postgres}" psql -qAt -U postgres -d tenfold -c "$1"; }
upstreams() { # DURATION: which instance answered with which status, from NGINX's log
    compose logs --no-log-prefix --since "$1" nginx | sed -n 's/.*"upstream":"\([0-9.]*\):8080","upstream_status":"\([0-9]*\)".*/\1 \2/p'
}
instances() { compose ps --quiet api; }
megabytes_of() { docker stats --no-stream --format '{{.MemUsage}}' "$1" | sed 's/MiB.*//; s/\..*//'; }
memory() { # of the instance that uses most, in MB
    local instance
    for instance in $(instances); do megabytes_of "$instance"; done | sort -n | tail -1
}
healthy() { # SERVICE MANY
    local label=label=com.docker.compose
    [[ $(docker ps --quiet --filter "$label.project=$COMPOSE_PROJECT_NAME" --filter "$label.service=$1" --filter health=healthy | wc -l) -ge $2 ]]
}

# All traffic comes from one address and few users. So limits are raised: they count as usual, but refuse nothing
bring_up() { # SERVICE...
    require_jar "$me"
    trap finish EXIT
    trap 'exit 130' INT TERM
    chmod 755 "$work"
    sed 's/rate=100r/rate=100000r/; s/burst=200/burst=100000/; s/limit_conn connections 200/limit_conn connections 10000/' nginx/limits.conf >"$work/limits.conf"
    local policy limits=
    for policy in ANONYMOUS USER SIGNIN ACCOUNT SIGNUP ORDERS; do limits+="TENFOLD_RATELIMIT_POLICIES_${policy}_CAPACITY: 1000000, "; done
    cat >"$work/stage.yaml" <<YAML
services:
  api:
    environment: {${limits%, }}
  nginx:
    volumes: ["$work/limits.conf:/etc/nginx/tenfold/limits.conf:ro"]
YAML
    compose down --volumes --remove-orphans --timeout 5 >/dev/null 2>&1 || true # leftovers of a run that was killed
    compose build --quiet api >&2
    compose up --detach --no-build --quiet-pull "$@" >&2
    within 180 healthy api 3
    within 60 healthy nginx 1
    compose exec -T nginx cat /run/secrets/certificate.pem >"$work/ca.pem"
    admin=$(compose exec -T api cat /run/secrets/tenfold.admin.password)
}

# Traffic until the file "stop" exists; each run has its own users and products
drive() { # NETWORK URL LOAD MIX [retry]
    rm -f "$work/stop" "$work/traffic"
    docker run --rm --name "$COMPOSE_PROJECT_NAME-alone-traffic" --network "${COMPOSE_PROJECT_NAME}_$1" -v "$PWD/deploy/stage:/stage:ro" -v "$work:/work:ro" "$generator" \
        java -Xmx512m -XX:+UseSerialGC /stage/Traffic.java "$2" /work "$admin" "${@:3}" >"$work/traffic" 2>&1 &
    traffic=$!
    within 90 grep -q ^ready= "$work/traffic"
}
full() { within 180 grep -q ^full= "$work/traffic"; }
rest() { # SECONDS: lets the traffic continue for this time, and stops it
    sleep "$1"
    touch "$work/stop"
    wait "$traffic"
    grep ^failure= "$work/traffic" | sed "s/^failure=/    /" >&2 || true
}
