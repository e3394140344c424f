using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>
/// A model made of rules, for running the sample without a network: it reads the messages, the offered tools and their results, and
/// answers with the next call or a plain text. It is no language model and does not pose as one: what its rules do not cover, it says it
/// does not understand. Stateless and thread-safe; the same messages and tools always give the same answer. Usage is an estimate.
/// </summary>
/// <param name="model">The model's name in the metadata and in every answer.</param>
public sealed partial class OfflinePlanner(string model = OfflinePlanner.ModelName) : IChatClient
{
    /// <summary>The provider name in the metadata.</summary>
    public const string ProviderName = "offline-planner";

    /// <summary>The name of the model when none is given.</summary>
    public const string ModelName = "offline-planner-rules";

    private readonly ChatClientMetadata _metadata = new(ProviderName, providerUri: null, model);

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Answer([.. messages], options));
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var response = Answer([.. messages], options);
        foreach (var content in response.Messages.SelectMany(message => message.Contents).SelectMany(Pieces))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Update(response, content);
            await Task.Yield();
        }

        yield return Update(response, new UsageContent(response.Usage!));
        var last = Update(response);
        last.FinishReason = response.FinishReason;
        yield return last;
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? _metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private ChatResponse Answer(List<ChatMessage> messages, ChatOptions? options)
    {
        var talk = ConversationReader.Read(messages, options?.Instructions);
        var reply = Plan.Next(talk, new ToolCatalog(options));
        var answer = new ChatMessage(ChatRole.Assistant, [ContentOf(reply, messages)]) { MessageId = $"offline-message-{messages.Count}" };
        return new ChatResponse(answer)
        {
            ResponseId = $"offline-{messages.Count}",
            ModelId = model,
            FinishReason = reply is PlannerReply.Call ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = TokenEstimate.Of(messages, options, answer),
        };
    }

    private static AIContent ContentOf(PlannerReply reply, List<ChatMessage> messages) => reply switch
    {
        PlannerReply.Call call => new FunctionCallContent(
            NewCallId(messages), call.Tool,
            call.Arguments.ToDictionary(pair => pair.Key, pair => (object?)pair.Value, StringComparer.Ordinal)),
        PlannerReply.Say say => new TextContent(say.Text),
        _ => throw new InvalidOperationException($"There is no content for {reply}."),
    };

    /// <summary>Made from the position in the conversation; counted on when a shortened conversation already holds it.</summary>
    private static string NewCallId(List<ChatMessage> messages)
    {
        var used = messages.SelectMany(message => message.Contents).OfType<ToolCallContent>().Select(call => call.CallId)
            .ToHashSet(StringComparer.Ordinal);
        var position = messages.Count;
        while (used.Contains($"call-{position}"))
            position++;
        return $"call-{position}";
    }

    private static IEnumerable<AIContent> Pieces(AIContent content) =>
        content is TextContent text ? Word().Matches(text.Text).Select(word => new TextContent(word.Value)) : [content];

    private static ChatResponseUpdate Update(ChatResponse response, params IList<AIContent> contents) => new(ChatRole.Assistant, contents)
    {
        ResponseId = response.ResponseId,
        MessageId = response.Messages[0].MessageId,
        ModelId = response.ModelId,
    };

    [GeneratedRegex(@"\s*\S+\s*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
