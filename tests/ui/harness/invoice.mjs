// Invoices as e-tax XML, made here so that every figure a test expects comes from what it wrote.
// The shape is that of tests/fixtures/etax/0101.xml; numbers and names are invented.

/** The company of the books in most tests, and the ones it deals with. */
export const us = { number: "1234567891", name: "가상상사 주식회사", person: "홍길동" };
export const trading = { number: "9998800014", name: "시험무역", person: "김시험" };
export const printing = { number: "9998800028", name: "모의인쇄", person: "박모의" };

let serial = 0;

/** An approval number nobody else in this run has: date, sender, serial. */
export function makeApproval(writtenOn) {
  serial += 1;
  return `${writtenOn.replaceAll("-", "")}99990000${serial.toString(16).padStart(8, "0")}`;
}

/** `12345678-12345678-12345678`, as the screens show it. */
export function showApproval(approval) {
  return approval.replace(/^(.{8})(.{8})(.{8})$/, "$1-$2-$3");
}

/** Whole of an invoice: lines in, sums reckoned. Exempt kinds (03, 04) have no tax. */
export function makeInvoice({
  writtenOn = "2026-10-15",
  kind = "01",
  variety = "01",
  supplier = us,
  buyer = trading,
  note = "",
  lines = [{ item: "유지보수 용역", supply: 1_000_000 }],
  approval = makeApproval(writtenOn),
} = {}) {
  const taxed = (kind === "01" || kind === "02") && variety === "01";
  const full = lines.map((line) => ({ ...line, tax: line.tax ?? (taxed ? Math.trunc(line.supply / 10) : 0) }));
  const sum = (pick) => full.reduce((total, line) => total + pick(line), 0);
  const supply = sum((line) => line.supply);
  const tax = sum((line) => line.tax);
  const invoice = { writtenOn, kind, variety, supplier, buyer, note, lines: full, approval };
  return { ...invoice, supply, tax, total: supply + tax };
}

/** The file, ready to be chosen in a browser's file field. */
export function fileOf(invoice, change = (xml) => xml) {
  return {
    name: `${invoice.approval}.xml`,
    mimeType: "text/xml",
    buffer: Buffer.from(change(xmlOf(invoice))),
  };
}

export function xmlOf(invoice) {
  const day = invoice.writtenOn.replaceAll("-", "");
  return `<?xml version="1.0" encoding="UTF-8"?>
<TaxInvoice xmlns="urn:kr:or:kec:standard:Tax:ReusableAggregateBusinessInformationEntitySchemaModule:1:0">
	<ExchangedDocument>
		<ID>${invoice.approval}</ID>
		<IssueDateTime>${day}090000</IssueDateTime>
	</ExchangedDocument>
	<TaxInvoiceDocument>
		<IssueID>${invoice.approval}</IssueID>
		<TypeCode>${invoice.kind}${invoice.variety}</TypeCode>
${invoice.note === "" ? "" : `		<DescriptionText>${escape(invoice.note)}</DescriptionText>\n`}		<IssueDateTime>${day}</IssueDateTime>
		<PurposeCode>02</PurposeCode>
	</TaxInvoiceDocument>
	<TaxInvoiceTradeSettlement>
${party("InvoicerParty", invoice.supplier)}${party("InvoiceeParty", invoice.buyer)}		<SpecifiedPaymentMeans>
			<TypeCode>40</TypeCode>
			<PaidAmount>${invoice.total}</PaidAmount>
		</SpecifiedPaymentMeans>
		<SpecifiedMonetarySummation>
			<ChargeTotalAmount>${invoice.supply}</ChargeTotalAmount>
			<TaxTotalAmount>${invoice.tax}</TaxTotalAmount>
			<GrandTotalAmount>${invoice.total}</GrandTotalAmount>
		</SpecifiedMonetarySummation>
	</TaxInvoiceTradeSettlement>
${invoice.lines.map((line, index) => lineXml(line, index + 1, day)).join("")}</TaxInvoice>
`;
}

function party(element, { number, name, person }) {
  // 13 digits are a resident's: party type 02.
  const buyer = element === "InvoiceeParty";
  const type = number.length === 13 ? "02" : "01";
  const organisation = `			<SpecifiedOrganization>
				<BusinessTypeCode>${type}</BusinessTypeCode>
			</SpecifiedOrganization>
`;
  return `		<${element}>
			<ID>${number}</ID>
			<TypeCode>도매</TypeCode>
			<NameText>${escape(name)}</NameText>
			<ClassificationCode>사무용품</ClassificationCode>
${buyer ? organisation : ""}			<SpecifiedPerson>
				<NameText>${person}</NameText>
			</SpecifiedPerson>
			<SpecifiedAddress>
				<LineOneText>서울특별시 가상구 시험로 1</LineOneText>
			</SpecifiedAddress>
		</${element}>
`;
}

function lineXml({ item, supply, tax }, number, day) {
  return `	<TaxInvoiceTradeLineItem>
		<SequenceNumeric>${number}</SequenceNumeric>
		<InvoiceAmount>${supply}</InvoiceAmount>
		<ChargeableUnitQuantity>1</ChargeableUnitQuantity>
		<NameText>${escape(item)}</NameText>
		<PurchaseExpiryDateTime>${day}</PurchaseExpiryDateTime>
		<TotalTax>
			<CalculatedAmount>${tax}</CalculatedAmount>
		</TotalTax>
		<UnitPrice>
			<UnitAmount>${supply}</UnitAmount>
		</UnitPrice>
	</TaxInvoiceTradeLineItem>
`;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** `1,234,567`, as the screens show an amount. */
export function won(amount) {
  return amount.toLocaleString("ko-KR");
}

/** Count and sums of one direction, as the footer shows them. */
export function sumsOf(invoices) {
  const sum = (pick) => invoices.reduce((total, invoice) => total + pick(invoice), 0);
  return {
    count: invoices.length,
    supply: sum((invoice) => invoice.supply),
    tax: sum((invoice) => invoice.tax),
    total: sum((invoice) => invoice.total),
  };
}

/** The sums as the footer writes them. */
export function showSums(invoices) {
  const { count, supply, tax, total } = sumsOf(invoices);
  return { count: `${count}건`, supply: won(supply), tax: won(tax), total: won(total) };
}

/** A business number from its first nine digits: the tenth is reckoned. */
export function businessNumber(firstNine) {
  const digits = [...firstNine].map(Number);
  const weighted = digits.map((digit, at) => digit * [1, 3, 7, 1, 3, 7, 1, 3, 5][at]);
  const carry = Math.trunc((digits[8] * 5) / 10);
  const sum = weighted.reduce((total, part) => total + part, 0) + carry;
  return `${firstNine}${(10 - (sum % 10)) % 10}`;
}
