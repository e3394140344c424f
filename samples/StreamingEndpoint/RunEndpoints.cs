using System.Globalization;
using Agentry;
using Microsoft.AspNetCore.Mvc;

namespace StreamingEndpoint;

/// <summary>Start a run and read along, ask how it stands, read along again.</summary>
internal static class RunEndpoints
{
    private const int MaxTextLength = 4000;
    private const int MaxKeyLength = 200;

    /// <summary>Streams a new run. A client that goes away cancels it.</summary>
    public static async Task<IResult> StartAsync(
        StartRun body,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        [FromKeyedServices(RunServer.AgentName)] Agent agent,
        HttpContext http)
    {
        Dictionary<string, string[]> errors = new(StringComparer.Ordinal);
        if (string.IsNullOrWhiteSpace(body.Text) || body.Text.Length > MaxTextLength)
            errors["text"] = [$"Say what you want, in at most {MaxTextLength} characters."];
        if (idempotencyKey is { Length: 0 or > MaxKeyLength })
            errors["Idempotency-Key"] = [$"At most {MaxKeyLength} characters."];
        if (errors.Count > 0)
            return TypedResults.ValidationProblem(errors);

        var request = new RunRequest(body.Text!)
        {
            Caller = DemoCallerFilter.CallerOf(http),
            ConversationId = body.ConversationId,
            IdempotencyKey = idempotencyKey,
            WhenBusy = BusyBehavior.Refuse,
        };
        IAsyncEnumerator<RunUpdate> updates = agent.RunStreamingAsync(request, http.RequestAborted).GetAsyncEnumerator(CancellationToken.None);
        http.Response.RegisterForDisposeAsync(updates);
        try
        {
            // A refusal comes instead of the first update, while the status of the response can still say so.
            await updates.MoveNextAsync();
        }
        catch (AgentryException e) when (e.FailureClass == FailureClass.InvalidRequest)
        {
            return TypedResults.Problem("The idempotency key was used for another request.", statusCode: StatusCodes.Status422UnprocessableEntity);
        }

        return updates.Current is RunDoneUpdate { Run: { Reason: { Code: RunReasonCodes.KeyInFlight or RunReasonCodes.ConversationBusy } reason } }
            ? TypedResults.Problem(reason.Message, statusCode: StatusCodes.Status409Conflict)
            : TypedResults.ServerSentEvents(RunNews.OfUpdates(updates));
    }

    /// <summary>How a run stands now.</summary>
    public static async Task<IResult> StatusAsync(string id, AgentRuns runs, HttpContext http) =>
        await runs.GetAsync(new RunId(id), DemoCallerFilter.CallerOf(http).Tenant, http.RequestAborted) is { } run
            ? TypedResults.Ok(RunView.Of(run))
            : NoSuchRun();

    /// <summary>The run's log from an event on, and each further event until it is over. Going away changes nothing for the run.</summary>
    public static async Task<IResult> EventsAsync(
        string id, string? from, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, AgentRuns runs, HttpContext http)
    {
        // A browser that reconnects sends the same address again, and with it the last id it has seen: the id knows better.
        bool isKnown = long.TryParse(lastEventId ?? from ?? "1", NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        long next = lastEventId is null ? number : number + 1;
        if (!isKnown || next < 1)
            return TypedResults.ValidationProblem(new Dictionary<string, string[]>(StringComparer.Ordinal) { ["from"] = ["A number of an event, from 1."] });

        var runId = new RunId(id);
        string tenant = DemoCallerFilter.CallerOf(http).Tenant;
        if (await runs.GetAsync(runId, tenant, http.RequestAborted) is null)
            return NoSuchRun();
        RunState state = await runs.StateAsync(runId, tenant, http.RequestAborted);

        // 204 tells a browser to stop reconnecting.
        return state.Ended is not null && next > state.Sequence
            ? TypedResults.NoContent()
            : TypedResults.ServerSentEvents(RunNews.OfLog(runs.WatchAsync(runId, tenant, next, http.RequestAborted)));
    }

    private static IResult NoSuchRun() => TypedResults.Problem("You have no such run.", statusCode: StatusCodes.Status404NotFound);
}
