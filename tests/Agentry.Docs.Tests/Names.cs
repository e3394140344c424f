using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Agentry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

/// <summary>What the pages take for granted: names that a reader's own program would have. Never run, only compiled against.</summary>
internal abstract class Names
{
    protected readonly IChatClient model = null!;
    protected readonly IChatClient client = null!;
    protected readonly IServiceCollection services = null!;
    protected readonly IServiceProvider provider = null!;
    protected readonly IConfiguration configuration = null!;
    protected readonly Microsoft.Extensions.Hosting.IHostApplicationBuilder builder = null!;
    protected readonly AgentRun run = null!;
    protected readonly AgentRuns runs = null!;
    protected readonly IAgentryBuilder agentry = null!;
    protected readonly IAgentryBuilder agent = null!;
    protected readonly AIFunction existingFunction = null!;
    protected readonly AIFunction refundFunction = null!;
    protected readonly AIFunction findOrderFunction = null!;
    protected readonly RunStore store = null!;
    protected readonly AgentCaller caller = AgentCaller.Anonymous;
    protected readonly AgentCaller approver = AgentCaller.Anonymous;
    protected readonly ChatMessage[] messages = [];
    protected readonly JsonElement schemaElement;
    protected readonly JsonElement arguments;
    protected readonly CompiledSchema oldSchema = null!;
    protected readonly CompiledSchema newSchema = null!;
    protected readonly CancellationToken cancellationToken;

    protected static Task<string> RefundOrder(int orderId, decimal amount) => Task.FromResult("");

    protected static Task<JsonElement?> FindRefundAsync(string key, CancellationToken cancellationToken) => Task.FromResult<JsonElement?>(null);

    protected static Task<T> RetryAsync<T>(Func<Task<T>> action) => action();

    protected static Task<string> SendMail(string to, string body) => Task.FromResult("");
}

internal sealed class OrderTools
{
    [AgentTool]
    public string FindOrder(int orderId) => "";
}

internal sealed class MonthEnd : IToolPolicy
{
    public string Name => "month_end";

    public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken) => new(PolicyDecision.Allow);
}

internal sealed record OtherError(string Pointer, string SchemaPointer, string Keyword, string Message);

internal sealed class OtherLibrary
{
    public static OtherLibrary Parse(string schema) => new();

    public IEnumerable<OtherError> Errors(JsonElement value) => [];
}

internal sealed class SomeToolLoop(IChatClient inner) : DelegatingChatClient(inner);

internal sealed class NoCompetitors : IGuardrail
{
    public string Name => "no-competitors";

    public GuardrailSurfaces Surfaces => GuardrailSurfaces.Output;

    public ValueTask<GuardrailResult> CheckAsync(GuardrailContext context, CancellationToken cancellationToken) => new(GuardrailResult.Allow);
}

internal sealed class CachingClient(IChatClient inner) : DelegatingChatClient(inner);

internal sealed class Quota : IRunLayer
{
    public ValueTask<RunOutcome> InvokeAsync(RunContext context, RunDelegate next, CancellationToken cancellationToken) =>
        next(context, cancellationToken);
}
