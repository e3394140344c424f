using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A guarded, durable perceive-decide-act loop over a model and its tools.</summary>
/// <remarks>Thread-safe: one agent serves any number of runs at once. Get it from the services, keyed by its name.</remarks>
public sealed class Agent
{
    private readonly Lazy<AgentDefinition> _definition;
    private readonly Lazy<FrontDoor> _door;

    internal Agent(string name, Func<AgentDefinition> definition)
    {
        Name = name;
        _definition = new Lazy<AgentDefinition>(definition, LazyThreadSafetyMode.PublicationOnly);
        _door = new Lazy<FrontDoor>(() => new FrontDoor(_definition.Value), LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The agent's name.</summary>
    public string Name { get; }

    /// <summary>Hash of instructions, model, tools with their contracts, and options; every run carries it.</summary>
    public string Version => _definition.Value.Version;

    /// <summary>The composed layers, for <see cref="GuardedChatClient"/> and <see cref="GuardedFunction"/>.</summary>
    public AgentPipeline Pipeline => _definition.Value.Pipeline;

    /// <summary>The guarded model pipeline as a plain client, for another framework's loop.</summary>
    public IChatClient ChatClient => _definition.Value.Client;

    /// <summary>The agent's tools as plain functions behind the tool pipeline, for another framework's loop.</summary>
    public IReadOnlyList<AIFunction> Functions => [.. Tools.Select(t => new GuardedFunction(t, Pipeline))];

    /// <summary>The contracts of the agent's tools.</summary>
    public IReadOnlyList<ToolContract> Tools => _definition.Value.Tools.All;

    internal FrontDoor Door => _door.Value;

    /// <summary>Runs to an end or a suspension.</summary>
    /// <param name="request">What to do. A string converts to a request.</param>
    /// <param name="cancellationToken">Cancels the run; it then ends as <see cref="RunStatus.Cancelled"/> with the partial result.</param>
    /// <returns>How the run stands. Failures of models and tools are a <see cref="RunStatus"/>, not exceptions.</returns>
    /// <exception cref="AgentryException">The idempotency key was used for another request, a limit is out of range, or the store could not do its work.</exception>
    public Task<AgentRun> RunAsync(RunRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RunLimitsValidator.Check(request.Limits);
        return Door.StartAsync(request, new RunStart(RunUpdates.None, null), cancellationToken);
    }

    /// <summary>
    /// Runs to an answer of a type. The model is asked for JSON of the type's schema; an answer that does not fit, or cannot be read as the type, is not
    /// accepted, and the model is told what to mend, at most <see cref="RunLimits.MaxRepairs"/> times.
    /// </summary>
    /// <typeparam name="T">The type of the answer.</typeparam>
    /// <param name="request">What to do. A string converts to a request.</param>
    /// <param name="json">Serializer options that know the type, for hosts without reflection; by default those of Microsoft.Extensions.AI.</param>
    /// <param name="cancellationToken">Cancels the run; it then ends as <see cref="RunStatus.Cancelled"/>.</param>
    /// <returns>
    /// How the run stands, with the answer if it completed. A model that gives no such answer fails the run, with
    /// <see cref="RunReasonCodes.InvalidAnswer"/> and its last text.
    /// </returns>
    /// <exception cref="AgentryException">
    /// As without a type; also when the idempotency key was used with another type, or the type's schema cannot be checked.
    /// </exception>
    /// <exception cref="NotSupportedException">The serializer options do not know the type.</exception>
    public async Task<AgentRun<T>> RunAsync<T>(
        RunRequest request, JsonSerializerOptions? json = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RunLimitsValidator.Check(request.Limits);
        AnswerContract<T> answer = Pipeline.Answers.Of<T>(json);
        return answer.Read(await Door.StartAsync(request, new RunStart(RunUpdates.None, null) { Answer = answer }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Runs and tells what happens as it happens. The last update is a <see cref="RunDoneUpdate"/>.</summary>
    /// <remarks>
    /// The run starts with the first read. Disposing the enumerator before the end cancels the run and waits until its end is recorded, at most
    /// <see cref="AgentOptions.CancellationGrace"/>. A reader that is slow slows the run. Text passes the same guards as without streaming.
    /// </remarks>
    /// <inheritdoc cref="RunAsync(RunRequest, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<RunUpdate> RunStreamingAsync(RunRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RunLimitsValidator.Check(request.Limits);
        return StreamAsync(null, (start, token) => Door.StartAsync(request, start, token), cancellationToken);
    }

    /// <summary>
    /// Runs to an answer of a type and tells what happens as it happens. The <see cref="RunDoneUpdate.Run"/> of the last update is an
    /// <see cref="AgentRun{T}"/>.
    /// </summary>
    /// <remarks>
    /// As <see cref="RunStreamingAsync(RunRequest, CancellationToken)"/>, but the text comes in one piece when it has been accepted. An answer that
    /// has not is told as an <see cref="AnswerRefusedUpdate"/>.
    /// </remarks>
    /// <inheritdoc cref="RunAsync{T}" path="/typeparam | /param | /exception"/>
    public IAsyncEnumerable<RunUpdate> RunStreamingAsync<T>(
        RunRequest request, JsonSerializerOptions? json = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        RunLimitsValidator.Check(request.Limits);
        AnswerContract<T> answer = Pipeline.Answers.Of<T>(json);
        return StreamAsync(
            answer, async (start, token) => answer.Read(await Door.StartAsync(request, start, token).ConfigureAwait(false)), cancellationToken);
    }

    /// <summary>Goes on with a suspended run. Calls that wait pass all their checks again; calls that have an outcome do not run again.</summary>
    /// <exception cref="AgentryException">There is no such run of this agent in the tenant.</exception>
    /// <returns>How the run stands; a run that is over is returned as it is.</returns>
    public Task<AgentRun> ResumeAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default) =>
        Door.ResumeAsync(new RunKey(tenant, runId), new RunStart(RunUpdates.None, null), cancellationToken);

    /// <summary>Goes on with a suspended run that was asked for an answer of a type.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="json">Serializer options that know the type; by default those of Microsoft.Extensions.AI.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <typeparam name="T">The type it was started with.</typeparam>
    /// <returns>How the run stands, with the answer if it completed; a run that is over is returned as it is.</returns>
    /// <exception cref="AgentryException">There is no such run of this agent in the tenant, or it was asked for an answer of another schema.</exception>
    /// <exception cref="NotSupportedException">The serializer options do not know the type.</exception>
    public async Task<AgentRun<T>> ResumeAsync<T>(
        RunId runId, string tenant = "", JsonSerializerOptions? json = null, CancellationToken cancellationToken = default)
    {
        AnswerContract<T> answer = Pipeline.Answers.Of<T>(json);
        return answer.Read(await Door
            .ResumeAsync(new RunKey(tenant, runId), new RunStart(RunUpdates.None, null) { Answer = answer }, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Goes on with a suspended run and tells what happens.</summary>
    /// <inheritdoc cref="ResumeAsync(RunId, string, CancellationToken)" path="/exception"/>
    public IAsyncEnumerable<RunUpdate> ResumeStreamingAsync(RunId runId, string tenant = "", CancellationToken cancellationToken = default) =>
        StreamAsync(null, (start, token) => Door.ResumeAsync(new RunKey(tenant, runId), start, token), cancellationToken);

    /// <summary>
    /// Goes on with a suspended run that was asked for an answer of a type, and tells what happens. The <see cref="RunDoneUpdate.Run"/> of the last
    /// update is an <see cref="AgentRun{T}"/>.
    /// </summary>
    /// <inheritdoc cref="ResumeAsync{T}" path="/typeparam | /param | /exception"/>
    public IAsyncEnumerable<RunUpdate> ResumeStreamingAsync<T>(
        RunId runId, string tenant = "", JsonSerializerOptions? json = null, CancellationToken cancellationToken = default)
    {
        AnswerContract<T> answer = Pipeline.Answers.Of<T>(json);
        return StreamAsync(
            answer,
            async (start, token) => answer.Read(await Door.ResumeAsync(new RunKey(tenant, runId), start, token).ConfigureAwait(false)),
            cancellationToken);
    }

    /// <summary>The agent as a tool of another agent: each call is a child run with the parent's caller, limits and cancellation.</summary>
    /// <param name="name">The tool's name; by default the agent's.</param>
    /// <param name="description">What the other agent's model is told about it.</param>
    public AIFunction AsTool(string? name = null, string? description = null) => new AgentFunction(this, name, description);

    /// <summary>The pipelines as text, outermost stage first.</summary>
    public string DescribePipeline() => Pipeline.Describe();

    private static async IAsyncEnumerable<RunUpdate> StreamAsync(
        AnswerContract? answer,
        Func<RunStart, CancellationToken, Task<AgentRun>> begin,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var updates = RunUpdates.ForReader();
        var start = new RunStart(updates, null) { Answer = answer };
        Task<AgentRun> run = BeginAsync();
        try
        {
            // Not cancelled by the token: the run sees it and says itself how it ended.
            await foreach (RunUpdate update in updates.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
                yield return update;
            yield return new RunDoneUpdate(await run.ConfigureAwait(false));
        }
        finally
        {
            if (!run.IsCompleted)
            {
                updates.Abandon();
                start.Abandon();
                await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        async Task<AgentRun> BeginAsync()
        {
            try
            {
                return await begin(start, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                updates.Complete();
            }
        }
    }
}
