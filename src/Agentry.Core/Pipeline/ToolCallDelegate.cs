namespace Agentry;

/// <summary>The rest of the tool pipeline.</summary>
public delegate ValueTask<ToolOutcome> ToolCallDelegate(ToolCallContext context, CancellationToken cancellationToken);
