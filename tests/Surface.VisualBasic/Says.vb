''' <summary>Compares what a line gives with what it means, and remembers the lines that differ.</summary>
Friend Module Says

    Private _count As Integer
    Private _wrong As Integer

    ''' <summary>The line gives this number.</summary>
    Public Sub That(line As String, actual As Double, expected As Double)
        Note(Math.Abs(actual - expected) <= 0.000000001, line, actual.ToString(), expected.ToString())
    End Sub

    ''' <summary>The line gives these numbers.</summary>
    Public Sub That(line As String, actual As IEnumerable(Of Double), ParamArray expected As Double())
        Dim values = actual.ToArray()
        Dim agrees = values.Length = expected.Length AndAlso values.Zip(expected, Function(a, e) Math.Abs(a - e) <= 0.000000001).All(Function(right) right)
        Note(agrees, line, String.Join(", ", values), String.Join(", ", expected))
    End Sub

    ''' <summary>The line gives these whole numbers.</summary>
    Public Sub That(line As String, actual As IEnumerable(Of Integer), ParamArray expected As Integer())
        Note(actual.SequenceEqual(expected), line, String.Join(", ", actual), String.Join(", ", expected))
    End Sub

    ''' <summary>The line is true.</summary>
    Public Sub That(line As String, actual As Boolean)
        Note(actual, line, "False", "True")
    End Sub

    ''' <summary>Prints how many lines were checked; 0 where all say what they mean.</summary>
    Public Function Finish() As Integer
        Console.WriteLine($"{_count} lines, {_wrong} wrong")
        Return If(_wrong = 0, 0, 1)
    End Function

    Private Sub Note(agrees As Boolean, line As String, actual As String, expected As String)
        _count += 1
        If Not agrees Then
            _wrong += 1
            Console.WriteLine($"{line}{vbLf}    gives {actual}{vbLf}    means {expected}")
        End If
    End Sub

End Module
