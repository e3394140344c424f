using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>
/// Usage as an estimate: UTF-8 bytes divided by four, rounded up, a common rule of thumb for English text. Counted are instructions,
/// texts, calls with their arguments, results, and the offered tools with their schemas. There is no tokenizer behind it.
/// </summary>
internal static class TokenEstimate
{
    private const int BytesPerToken = 4;

    public static UsageDetails Of(IReadOnlyList<ChatMessage> messages, ChatOptions? options, ChatMessage answer)
    {
        var tools = (options?.Tools ?? []).OfType<AIFunctionDeclaration>().Sum(tool =>
            Bytes(tool.Name) + Bytes(tool.Description) + Bytes(tool.JsonSchema.GetRawText()));
        var input = Tokens(Bytes(options?.Instructions ?? "") + tools + messages.Sum(Bytes));
        var output = Tokens(Bytes(answer));
        return new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output };
    }

    private static long Tokens(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    private static long Bytes(ChatMessage message) => message.Contents.Sum(content => content switch
    {
        TextContent text => Bytes(text.Text),
        FunctionCallContent call => Bytes(call.Name) + (call.Arguments?.Sum(pair => Bytes(pair.Key) + Bytes(Raw(pair.Value))) ?? 0),
        FunctionResultContent result => Bytes(Raw(result.Result)),
        _ => 0,
    });

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);

    private static string Raw(object? value) => value is JsonElement json ? json.GetRawText() : value?.ToString() ?? "";
}
