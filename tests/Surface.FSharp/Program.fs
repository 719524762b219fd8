module MiniDnn.Surface.Program

// Lines that newcomers write in F#: they must compile, and say what they mean. Ends with the number of lines that were checked.
[<EntryPoint>]
let main _ =
    RegressionLines.run ()
    LinearAlgebraLines.run ()
    DataLines.run ()
    NetworkLines.run ()
    Says.finish ()
