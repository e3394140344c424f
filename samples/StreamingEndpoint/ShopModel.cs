using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace StreamingEndpoint;

/// <summary>A model without a network: looks an order up and says what it read, word by word.</summary>
/// <param name="pause">Between two words, so that one can watch.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ShopModel(TimeSpan pause, TimeProvider time) : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ChatMessage last = messages.Last();
        if (last.Role == ChatRole.User && OrderNumber().Match(last.Text) is { Success: true } number)
        {
            var arguments = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["orderId"] = int.Parse(number.ValueSpan, CultureInfo.InvariantCulture),
            };
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("call_1", "find_order", arguments)])
            {
                FinishReason = ChatFinishReason.ToolCalls,
            };
            yield break;
        }

        string answer = last.Contents.OfType<FunctionResultContent>().LastOrDefault() is { } result
            ? Unmarked(result.Result?.ToString() ?? "")
            : "Tell me the number of your order, please.";
        foreach (string word in answer.Split(' '))
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, word + " ");
            await Task.Delay(pause, time, cancellationToken);
        }

        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = ChatFinishReason.Stop };
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    /// <summary>The guardrails set data apart with a line before and after it; a language model reads over these.</summary>
    private static string Unmarked(string data) =>
        string.Join(' ', data.Split('\n').Where(line => !line.StartsWith("<<", StringComparison.Ordinal)));

    [GeneratedRegex("[0-9]{1,9}", RegexOptions.None, 1000)]
    private static partial Regex OrderNumber();
}
