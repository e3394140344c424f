using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry.Testing;

/// <summary>A model that answers from a script or from a function, and remembers what it was asked. The same plain and streaming.</summary>
/// <remarks>Thread-safe. Past the end of a script it throws, which fails the run and so the test.</remarks>
public sealed class ScriptedChatClient : IChatClient
{
    private readonly Func<ModelRequest, ModelReply> _answer;
    private readonly List<ModelRequest> _requests = [];
    private readonly Lock _lock = new();

    /// <summary>Answers one reply after the other.</summary>
    public ScriptedChatClient(params IReadOnlyList<ModelReply> script)
    {
        ArgumentNullException.ThrowIfNull(script);
        _answer = request => request.Index < script.Count
            ? script[request.Index]
            : throw new InvalidOperationException($"The script has {script.Count} replies and the model was asked once more.");
    }

    /// <summary>Answers what the function says. It must be thread-safe.</summary>
    public ScriptedChatClient(Func<ModelRequest, ModelReply> answer) => _answer = answer;

    /// <summary>What it was asked, in order.</summary>
    public IReadOnlyList<ModelRequest> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>True once it was disposed.</summary>
    public bool IsDisposed { get; private set; }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ModelReply reply = Ask(messages, options, isStreaming: false);
        cancellationToken.ThrowIfCancellationRequested();
        if (reply.Hangs)
            await HangAsync(reply, cancellationToken).ConfigureAwait(false);
        if (reply.Failure is { } failure)
            throw failure;
        return new ChatResponse(new ChatMessage(ChatRole.Assistant, [.. reply.Contents]))
        {
            FinishReason = reply.FinishReason,
            ModelId = "scripted",
            Usage = reply.Usage,
        };
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ModelReply reply = Ask(messages, options, isStreaming: true);
        foreach (AIContent content in reply.Contents.SelectMany(Pieces))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ModelId = "scripted" };
        }

        if (reply.Hangs)
            await HangAsync(reply, cancellationToken).ConfigureAwait(false);
        if (reply.Failure is { } failure)
            throw failure;
        if (reply.Usage is { } usage)
            yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(usage)]);
        if (reply.FinishReason is { } finishReason)
            yield return new ChatResponseUpdate(ChatRole.Assistant, []) { FinishReason = finishReason };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <inheritdoc/>
    public void Dispose() => IsDisposed = true;

    private static IEnumerable<AIContent> Pieces(AIContent content)
    {
        if (content is not TextContent { Text: { Length: > 1 } text } || content.GetType() != typeof(TextContent))
            return [content];

        // Words with the blank that follows them, as models stream.
        List<AIContent> pieces = [];
        for (int start = 0; start < text.Length;)
        {
            int blank = text.IndexOf(' ', start);
            int end = blank < 0 ? text.Length : blank + 1;
            pieces.Add(new TextContent(text[start..end]));
            start = end;
        }

        return pieces;
    }

    private static async Task HangAsync(ModelReply reply, CancellationToken cancellationToken)
    {
        var never = new TaskCompletionSource();
        await never.Task.WaitAsync(reply.IsDeaf ? CancellationToken.None : cancellationToken).ConfigureAwait(false);
    }

    private ModelReply Ask(IEnumerable<ChatMessage> messages, ChatOptions? options, bool isStreaming)
    {
        ModelRequest request;
        lock (_lock)
        {
            request = new ModelRequest(_requests.Count, [.. messages], options, isStreaming);
            _requests.Add(request);
        }

        return _answer(request);
    }
}
