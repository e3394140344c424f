using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>An agent, composed: everything that its runs have in common. Immutable and thread-safe.</summary>
internal sealed class AgentDefinition
{
    private readonly ChatOptions? _chatOptions;

    public AgentDefinition(AgentPipeline pipeline, IChatClient model, ToolSet tools, ChatOptions? chatOptions)
    {
        Pipeline = pipeline;
        Tools = tools;
        _chatOptions = chatOptions;
        Client = new GuardedChatClient(model, pipeline) { LeaveInnerOpen = true };
        Instructions = string.IsNullOrWhiteSpace(Options.Instructions) ? null : new ChatMessage(ChatRole.System, Options.Instructions);
        Version = ComputeVersion(model);
        Runner = new ToolCallRunner(pipeline);
        var loop = new RunLoop(new ModelStep(Client), new ToolStep(Runner, Options.MaxParallelToolCalls));
        Run = pipeline.ComposeRun(loop.RunAsync);
    }

    public string Name => Pipeline.AgentName;

    public AgentOptions Options => Pipeline.Options;

    public AgentPipeline Pipeline { get; }

    public AgentryRuntime Runtime => Pipeline.Runtime;

    public GuardedChatClient Client { get; }

    public ToolSet Tools { get; }

    /// <summary>What the host set for every model call.</summary>
    public ChatOptions? ChatOptions => _chatOptions;

    public ChatMessage? Instructions { get; }

    public string Version { get; }

    public RunDelegate Run { get; }

    public ToolCallRunner Runner { get; }

    /// <summary>The options of a run's model calls; each call gets its own copy.</summary>
    public ChatOptions OptionsFor(ToolSet visible)
    {
        ChatOptions options = _chatOptions?.Clone() ?? new ChatOptions();
        options.ModelId ??= Options.ModelId;
        options.Temperature ??= Options.Temperature;
        options.MaxOutputTokens ??= Options.MaxOutputTokens;
        options.Tools = visible.Declarations.Count == 0 ? null : [.. visible.Declarations];
        return options;
    }

    private string ComputeVersion(IChatClient model)
    {
        var text = new StringBuilder();
        text.Append(Name).Append('\n').Append(Options.Instructions).Append('\n');
        text.Append(_chatOptions?.ModelId ?? Options.ModelId ?? model.GetService<ChatClientMetadata>()?.DefaultModelId).Append('\n');
        text.Append(CultureInfo.InvariantCulture, $"{Options.Temperature}|{Options.MaxOutputTokens}|{Options.MaxParallelToolCalls}|{Options.CancellationGrace}|{Options.RequireFinishReason}\n");
        AppendChatOptions(text);
        text.Append(Options.Limits).Append('\n');
        foreach (ToolContract tool in Tools.All.OrderBy(t => t.Name, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{tool.Name}@{tool.Version}|{tool.Timeout}\n");
        text.Append(Pipeline.Describe());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }

    /// <summary>What a host set beyond <see cref="AgentOptions"/>. Additional properties may be of any type: their text counts.</summary>
    private void AppendChatOptions(StringBuilder text)
    {
        if (_chatOptions is null)
            return;
        ChatOptions plain = _chatOptions.Clone();
        plain.AdditionalProperties = null;
        text.Append(JsonSerializer.Serialize(plain, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(ChatOptions)))).Append('\n');
        foreach ((string name, object? value) in (_chatOptions.AdditionalProperties ?? []).OrderBy(p => p.Key, StringComparer.Ordinal))
            text.Append(CultureInfo.InvariantCulture, $"{name}={value}\n");
    }
}
