/// Compares what a line gives with what it means, and remembers the lines that differ.
module MiniDnn.Surface.Says

open System.Collections.Generic

let mutable private count = 0
let mutable private wrong = 0

let private note agrees (line: string) (actual: obj) (expected: obj) =
    count <- count + 1
    if not agrees then
        wrong <- wrong + 1
        printfn "%s\n    gives %A\n    means %A" line actual expected

/// The line gives this number.
let says line (expected: float) (actual: float) = note (abs (actual - expected) <= 1e-9) line actual expected

/// The line gives these numbers.
let saysAll line (expected: float list) (actual: IEnumerable<float>) =
    let values = List.ofSeq actual
    let agrees = values.Length = expected.Length && List.forall2 (fun a e -> abs (a - e) <= 1e-9) values expected
    note agrees line values expected

/// The line gives this value.
let saysThat line (expected: 'a) (actual: 'a) = note (actual = expected) line actual expected

/// Prints how many lines were checked; 0 where all say what they mean.
let finish () =
    printfn $"{count} lines, {wrong} wrong"
    if wrong = 0 then 0 else 1
