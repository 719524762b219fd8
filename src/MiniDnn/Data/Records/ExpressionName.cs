namespace MiniDnn;

/// <summary>Names what a lambda reads: of <c>h => h.Area</c>, <c>Area</c>; of <c>h => Math.Log(h.Area)</c>, <c>Log(Area)</c>.</summary>
internal static class ExpressionName
{
    private const string Arrow = "=>";

    /// <summary>Words before a value that name nothing: the conversion that decimals need, and the class of the functions.</summary>
    private static readonly string[] Silent = ["(double)", "(double?)", "Math."];

    /// <summary>The name of an argument's text; a text that is no lambda is a name itself.</summary>
    public static string Of(string text)
    {
        int arrow = text.IndexOf(Arrow, StringComparison.Ordinal);
        if (arrow < 0)
        {
            return text;
        }
        string parameter = LastWord(text[..arrow]);
        string body = string.Join(' ', text[(arrow + Arrow.Length)..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        foreach (string word in Silent)
        {
            body = body.Replace(word, "", StringComparison.Ordinal);
        }
        return WithoutParameter(body, parameter).Trim();
    }

    /// <summary>The parameter of <c>h</c>, <c>(h)</c>, <c>static (House h)</c>.</summary>
    private static string LastWord(string head)
        => head.Split([' ', '(', ')', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries) is [.., string last] ? last : "";

    /// <summary>Leaves out <c>h.</c>, <c>h?.</c> and <c>h!.</c> wherever the parameter is a word of its own.</summary>
    private static string WithoutParameter(string body, string parameter)
    {
        int from = 0;
        while (parameter.Length > 0 && body.IndexOf(parameter, from, StringComparison.Ordinal) is int at and >= 0)
        {
            int end = at + parameter.Length;
            int marks = end < body.Length && body[end] is '?' or '!' ? 1 : 0;
            bool isWord = (at == 0 || !IsPartOfName(body[at - 1])) && end + marks < body.Length && body[end + marks] == '.';
            body = isWord ? body.Remove(at, parameter.Length + marks + 1) : body;
            from = isWord ? at : end;
        }
        return body;
    }

    private static bool IsPartOfName(char c) => char.IsLetterOrDigit(c) || c is '_' or '.' or '@';
}
