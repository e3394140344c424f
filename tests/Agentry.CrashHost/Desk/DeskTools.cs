using System.Text.Json;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>The tools of the desk, each a request to the payment server.</summary>
internal sealed class DeskTools(HttpClient client, KillPlan plan, bool trustsAbsence)
{
    private const string Schema = """{"type":"object","properties":{"target":{"type":"string"}},"required":["target"],"additionalProperties":false}""";

    public AIFunction LookUp => new CountingTool(DeskScript.LookUp, async (a, c) => await client.GetStringAsync(Target(a), c), Schema);

    public AIFunction Posting(string name) => new CountingTool(name, PostAsync, Schema);

    /// <summary>What the service knows about a thing that was asked of it; null when it never had its effect.</summary>
    public async Task<string?> FindAsync(string target, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await client.GetAsync("/find" + target, cancellationToken);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync(cancellationToken) : null;
    }

    public async ValueTask<CallSettlement?> ProbeAsync(ToolCallContext call, CancellationToken cancellationToken) =>
        await FindAsync(call.Arguments["target"]!.ToString()!, cancellationToken) is { } receipt ? Settlement(receipt)
        : trustsAbsence ? Settlement(null)
        : null;

    public static CallSettlement Settlement(string? receipt) =>
        receipt is null ? CallSettlement.DidNotHappen : CallSettlement.Happened(JsonSerializer.SerializeToElement(receipt));

    private static string Target(AIFunctionArguments arguments) => arguments["target"]!.ToString()!;

    private async ValueTask<object?> PostAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
    {
        string target = Target(arguments);
        plan.BeforeEffect(target);
        using HttpResponseMessage response = await client.PostAsync(target, null, cancellationToken);
        string receipt = await response.Content.ReadAsStringAsync(cancellationToken);
        plan.AfterEffect(target);
        return receipt;
    }
}
