"""Matters passed between us and other platforms (110、省平台、信访), with both numbers, states and limits."""
