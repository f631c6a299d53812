//! One module for each product. None sees another; each has the same four parts: itself (the ports
//! it implements), `wire` (requests and answers, pure), `code` (what its codes mean), `auth` (its keys).

pub mod hometax;
pub mod nhn_sms;
pub mod nts;
pub mod popbill;
pub mod slack;
pub mod smtp;
