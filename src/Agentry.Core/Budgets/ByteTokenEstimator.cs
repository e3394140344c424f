using System.Text;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// An upper bound by bytes and kind of content: a token for every 3 bytes of ASCII text (usual is 4), for every 2 bytes of JSON and for every 1.5 bytes of other scripts;
/// 2,000 tokens for an image and a token for every 4 bytes of other data; 8 for a message, 400 once when there are tools and 12 for each.
/// </summary>
/// <remarks>Dense code, base64 and rare scripts can go beyond it. The provider's own count replaces it after the call.</remarks>
internal sealed class ByteTokenEstimator : ITokenEstimator
{
    private const double PerAscii = 1 / 3.0;
    private const double PerJson = 1 / 2.0;
    private const double PerOther = 1 / 1.5;
    private const int PerImage = 2000;
    private const int PerMessage = 8;
    private const int PerTool = 12;
    private const int ForTools = 400;

    public static ByteTokenEstimator Instance { get; } = new();

    public long Estimate(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        double tokens = Text(options?.Instructions);
        foreach (ChatMessage message in messages)
        {
            tokens += PerMessage;
            foreach (AIContent content in message.Contents)
                tokens += Of(content);
        }

        if (options?.Tools is { Count: > 0 } tools)
        {
            tokens += ForTools;
            foreach (AITool tool in tools)
                tokens += PerTool + Text(tool.Name) + Text(tool.Description) + (tool is AIFunctionDeclaration f ? Json(f.JsonSchema.GetRawText()) : PerTool);
        }

        if (options?.ResponseFormat is ChatResponseFormatJson { Schema: { } schema })
            tokens += Json(schema.GetRawText());
        return (long)Math.Ceiling(tokens);
    }

    /// <summary>What was written, by the same measure.</summary>
    public static long Written(IEnumerable<AIContent> contents) => (long)Math.Ceiling(contents.Sum(Of));

    private static double Of(AIContent content) => content switch
    {
        TextContent text => Text(text.Text),
        TextReasoningContent reasoning => Text(reasoning.Text),
        FunctionCallContent call => PerTool + Text(call.Name) + Values(call.Arguments),
        FunctionResultContent result => PerTool + Value(result.Result),
        DataContent data => data.HasTopLevelMediaType("image") ? PerImage : data.Data.Length / 4.0,
        UriContent => PerImage,
        UsageContent => 0,
        _ => PerImage,
    };

    private static double Values(IDictionary<string, object?>? arguments)
    {
        double sum = 0;
        foreach ((string name, object? value) in arguments ?? new Dictionary<string, object?>())
            sum += 2 + Text(name) + Value(value);
        return sum;
    }

    private static double Value(object? value) => value switch
    {
        null => 1,
        string text => Text(text),
        System.Text.Json.JsonElement json => Json(json.GetRawText()),
        AIContent content => Of(content),
        IEnumerable<AIContent> contents => contents.Sum(Of),
        IFormattable plain => Json(plain.ToString(null, System.Globalization.CultureInfo.InvariantCulture)),
        _ => PerImage,
    };

    private static double Text(string? text) => Count(text, PerAscii);

    private static double Json(string? json) => Count(json, PerJson);

    private static double Count(string? text, double perAscii)
    {
        if (string.IsNullOrEmpty(text))
            return 0;
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes == text.Length)
            return bytes * perAscii;
        int ascii = 0;
        foreach (char c in text)
            ascii += c < 0x80 ? 1 : 0;
        return (ascii * perAscii) + ((bytes - ascii) * PerOther);
    }
}
