namespace Agentry;

/// <summary>An entry of the inbox with the run it belongs to.</summary>
/// <param name="Run">The run.</param>
/// <param name="Entry">The entry as last written.</param>
public sealed record ApprovalRecord(RunKey Run, ApprovalEntry Entry);
