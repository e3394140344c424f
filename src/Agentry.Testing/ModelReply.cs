using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry.Testing;

/// <summary>One scripted answer of a model. Immutable; the same reply can be given many times.</summary>
public sealed class ModelReply
{
    private ModelReply(IReadOnlyList<AIContent> contents, ChatFinishReason? finishReason)
    {
        Contents = contents;
        FinishReason = finishReason;
    }

    /// <summary>What the message holds.</summary>
    public IReadOnlyList<AIContent> Contents { get; private init; }

    /// <summary>Why the model stopped; null leaves it out, as a cut stream does.</summary>
    public ChatFinishReason? FinishReason { get; private init; }

    /// <summary>Tokens reported with the reply.</summary>
    public UsageDetails? Usage { get; private init; }

    /// <summary>Thrown instead of an answer, or after the contents when streaming.</summary>
    public Exception? Failure { get; private init; }

    /// <summary>True when the model never answers; it listens to its token unless <see cref="Deaf"/>.</summary>
    public bool Hangs { get; private init; }

    /// <summary>True when a hanging model does not listen to its token either.</summary>
    public bool IsDeaf { get; private init; }

    /// <summary>Answers with text.</summary>
    public static ModelReply Text(string text) => new([new TextContent(text)], ChatFinishReason.Stop);

    /// <summary>Asks for one tool call. The arguments are JSON text, as a provider sends them.</summary>
    public static ModelReply Call(string tool, string argumentsJson = "{}", string? callId = null) => Calls((tool, argumentsJson, callId));

    /// <summary>Asks for several tool calls. A null id becomes <c>call_0</c>, <c>call_1</c> … within the reply, followed by the tool's name.</summary>
    public static ModelReply Calls(params IReadOnlyList<(string Tool, string ArgumentsJson, string? CallId)> calls)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return new([.. calls.Select((c, i) => Content(c.Tool, c.ArgumentsJson, c.CallId ?? $"call_{i}_{c.Tool}"))], ChatFinishReason.ToolCalls);
    }

    /// <summary>Answers with these contents.</summary>
    public static ModelReply Of(IReadOnlyList<AIContent> contents, ChatFinishReason? finishReason) => new(contents, finishReason);

    /// <summary>Answers with nothing at all.</summary>
    public static ModelReply Empty() => new([], ChatFinishReason.Stop);

    /// <summary>Fails.</summary>
    public static ModelReply Throw(Exception failure) => new([], null) { Failure = failure };

    /// <summary>Never answers until it is cancelled.</summary>
    public static ModelReply Hang() => new([], null) { Hangs = true };

    /// <summary>Never answers, whatever its token says.</summary>
    public static ModelReply Deaf() => new([], null) { Hangs = true, IsDeaf = true };

    /// <summary>Streams a part and ends without a finish reason, as SDKs do when the connection is cut.</summary>
    public static ModelReply Cut(string text) => new([new TextContent(text)], null);

    /// <summary>Streams a part and then never goes on.</summary>
    public static ModelReply HangAfter(string text) => new([new TextContent(text)], null) { Hangs = true };

    /// <summary>The same reply with token counts.</summary>
    public ModelReply WithUsage(long input, long output) => Copy(usage: new UsageDetails { InputTokenCount = input, OutputTokenCount = output });

    /// <summary>The same reply with text before its calls.</summary>
    public ModelReply WithText(string text) => Copy(contents: [new TextContent(text), .. Contents]);

    /// <summary>The same reply with another finish reason.</summary>
    public ModelReply WithFinishReason(ChatFinishReason? finishReason) => new(Contents, finishReason) { Usage = Usage, Failure = Failure, Hangs = Hangs };

    private ModelReply Copy(IReadOnlyList<AIContent>? contents = null, UsageDetails? usage = null) =>
        new(contents ?? Contents, FinishReason) { Usage = usage ?? Usage, Failure = Failure, Hangs = Hangs, IsDeaf = IsDeaf };

    /// <summary>Parses like the providers' clients do: text that is not JSON gives no arguments and an exception on the content.</summary>
    private static FunctionCallContent Content(string tool, string argumentsJson, string callId) =>
        FunctionCallContent.CreateFromParsedArguments(argumentsJson, callId, tool, static json =>
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.EnumerateObject().ToDictionary(p => p.Name, object? (p) => p.Value.Clone(), StringComparer.Ordinal);
        });
}
