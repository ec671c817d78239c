# shellcheck shell=bash
# Sourced by deploy/smoke and deploy/stage/stage.sh, from the root of the project.

# Stops where the image would be made of a jar that is missing, or older than the code: its figures would be those of other code
require_jar() { # NAME OF THE SCRIPT
    [[ $TENFOLD_IMAGE_JAR == prebuilt ]] || return 0
    [[ -s target/tenfold.jar ]] || { echo "$1: target/tenfold.jar is not there: run mvn -B package -DskipTests first" >&2; exit 1; }
    local newer # than the time at which the jar was written; its other time is the same in every build
    newer=$(find pom.xml src/main -type f -newermt "@$(stat -c %Z target/tenfold.jar)" -print -quit)
    [[ -z $newer ]] || { echo "$1: $newer is newer than target/tenfold.jar: run mvn -B package -DskipTests first" >&2; exit 1; }
}
