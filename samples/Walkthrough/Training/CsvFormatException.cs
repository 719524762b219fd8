namespace MiniDnn.Walkthrough;

/// <summary>A file that can't be used as data, with the line at fault.</summary>
internal sealed class CsvFormatException(string message) : Exception(message);
