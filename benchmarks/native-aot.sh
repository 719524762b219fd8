#!/usr/bin/env bash
# Products compiled just in time, ahead of time for this machine, and ahead of time with default settings; prints a Markdown table of GFLOP/s and shares of each path's own peak.
# Needs a C linker: native-aot.sh [gcc|clang]
set -euo pipefail
cd "$(dirname "$0")/NativeAot"
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
linker=${1:-clang}

publish() { # NAME PROPERTIES...
  local name=$1; shift
  dotnet publish -c Release -r linux-x64 -v q -nologo -o "$output/$name" "$@" >"$output/$name.log" 2>&1 || { cat "$output/$name.log"; exit 1; }
}
publish jit --self-contained false
publish native -p:PublishAot=true -p:CppCompilerAndLinker="$linker" -p:IlcInstructionSet=native
publish default -p:PublishAot=true -p:CppCompilerAndLinker="$linker"

for variant in jit native default; do "$output/$variant/NativeAot" >"$output/$variant.txt"; done
echo "| GFLOP/s (share of that path's peak) | JIT | NativeAOT, IlcInstructionSet=native | native / JIT | NativeAOT, default settings |"
echo "| --- | --: | --: | --: | --: |"
paste -d ';' "$output"/{jit,native,default}.txt |
  awk -F ';' '{ printf "| %s | %s (%s) | %s (%s) | %.2f | %s (%s) |\n", $1, $2, $3, $5, $6, $5 / $2, $8, $9 }'
