namespace Agentry;

/// <summary>The rest of the run pipeline.</summary>
public delegate ValueTask<RunOutcome> RunDelegate(RunContext context, CancellationToken cancellationToken);
