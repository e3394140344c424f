using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>
/// The result of a call, read: <see cref="Data"/>, or a <see cref="Problem"/> in the words of whoever refused or failed. Text in the
/// data stays data; nothing here looks for instructions.
/// </summary>
internal sealed partial record ToolAnswer(JsonElement? Data, string? Problem)
{
    private const int LongestProblem = 400;
    private const string NoResult = "it gave no result";

    public static ToolAnswer Read(FunctionResultContent result)
    {
        if (result.Exception is { } exception)
            return Failed(exception.Message);

        return result.Result switch
        {
            JsonElement { ValueKind: JsonValueKind.String } text => OfText(text.GetString()!),
            JsonElement json => OfJson(json),
            string text => OfText(text),
            null => Failed(NoResult),
            var other => OfText(other.ToString() ?? ""),
        };
    }

    private static ToolAnswer OfJson(JsonElement json)
    {
        if (json.ValueKind is not JsonValueKind.Object)
            return Failed(json.GetRawText());
        return json.Text("error") is { } error ? Failed(error) : new ToolAnswer(json, Problem: null);
    }

    /// <summary>A layer may have put the JSON into words of its own; a refusal may hold JSON too, and is told by its first words.</summary>
    private static ToolAnswer OfText(string result)
    {
        var text = SetApart().Match(result) is { Success: true } match ? match.Groups["data"].Value : result;
        if (string.IsNullOrWhiteSpace(text))
            return Failed(NoResult);

        var (start, end) = (text.IndexOf('{', StringComparison.Ordinal), text.LastIndexOf('}'));
        if (start < 0 || end < start || text.StartsWith("The call to ", StringComparison.Ordinal))
            return Failed(text);
        try
        {
            using var document = JsonDocument.Parse(text[start..(end + 1)]);
            return OfJson(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return Failed(text);
        }
    }

    private static ToolAnswer Failed(string problem)
    {
        var text = problem.Trim();
        return new ToolAnswer(Data: null, text.Length > LongestProblem ? text[..LongestProblem] + "…" : text);
    }

    /// <summary>The marks that tell a model where data begins and ends.</summary>
    [GeneratedRegex(
        @"^<<data:(?<mark>\w+)>>\n(?<data>.*)\n<<end:\k<mark>>>$",
        RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SetApart();
}
