''' <summary>Lines that newcomers write in Visual Basic: they must compile, and say what they mean. Ends with the number of lines that were checked.</summary>
Friend Module Program

    Public Function Main() As Integer
        RegressionLines.Run()
        LinearAlgebraLines.Run()
        DataLines.Run()
        NetworkLines.Run()
        Return Says.Finish()
    End Function

End Module
