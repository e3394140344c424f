namespace Agentry;

/// <summary>Somebody wants people to be asked about a call.</summary>
internal sealed record ApprovalNeed(PolicyFinding Reason, ApprovalDemand? Demand, bool HoldsTurn = false);
