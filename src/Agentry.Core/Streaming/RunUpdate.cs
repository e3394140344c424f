namespace Agentry;

/// <summary>One piece of news from a streamed run.</summary>
public abstract record RunUpdate
{
    private protected RunUpdate()
    {
    }
}

/// <summary>The first update of a new run, once it is in the store: under this id it can be watched, read and cancelled while it works.</summary>
/// <remarks>Not told for a run that is resumed, whose id the caller knows, nor for one that ends before its input is accepted.</remarks>
/// <param name="RunId">The run.</param>
public sealed record RunOpenedUpdate(RunId RunId) : RunUpdate;

/// <summary>A turn began: the model is being asked.</summary>
/// <param name="Turn">From 1.</param>
public sealed record TurnStartedUpdate(int Turn) : RunUpdate;

/// <summary>A piece of the model's text, after the guards.</summary>
/// <param name="Turn">The turn it belongs to.</param>
/// <param name="Text">The piece.</param>
public sealed record TextUpdate(int Turn, string Text) : RunUpdate
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>The attempt was started again: text received for this turn so far is void.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Because">Why the earlier attempt failed.</param>
public sealed record AttemptRestartedUpdate(int Turn, FailureClass Because) : RunUpdate;

/// <summary>The model proposed a tool call; nothing has run yet.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="CallId">The call.</param>
/// <param name="Tool">The tool it names.</param>
/// <param name="Arguments">Its arguments as the model wrote them; null when they were not readable.</param>
public sealed record ToolProposedUpdate(int Turn, string CallId, string Tool, IReadOnlyDictionary<string, object?>? Arguments) : RunUpdate;

/// <summary>A tool call has an outcome.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="CallId">The call.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Code">For refusals and replaced results: why, as a snake_case word.</param>
/// <param name="Answer">What the model is told.</param>
public sealed record ToolFinishedUpdate(int Turn, string CallId, string Tool, ToolOutcomeKind Outcome, string? Code, object? Answer) : RunUpdate;

/// <summary>The answer of this turn does not have the shape that was asked for; the model is told so and asked again.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Code">Why, one of <see cref="AnswerRefusalCodes"/>.</param>
public sealed record AnswerRefusedUpdate(int Turn, string Code) : RunUpdate;

/// <summary>The run is suspended.</summary>
/// <param name="Waiting">What it waits for.</param>
public sealed record SuspendedUpdate(IReadOnlyList<Suspension> Waiting) : RunUpdate;

/// <summary>The last update: the run returned control.</summary>
/// <param name="Run">How it stands.</param>
public sealed record RunDoneUpdate(AgentRun Run) : RunUpdate;
